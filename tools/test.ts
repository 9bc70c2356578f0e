/**
 * `npm test`: runs vitest with the words that follow, then names every test that was skipped with its reason. The last
 * line is always `N passed, N failed`, with `, N skipped` when there are any. Exit code 0 only when nothing failed.
 */
import { parseCLI, type Reporter, startVitest, type TestModule } from 'vitest/node';

interface Outcome {
  passed: number;
  failed: number;
  /** One sentence each: where, which test, why. */
  readonly skipped: string[];
}

/** Counts tests; a file that fails outside its tests, and an error that no test caught, count as one failed test each. */
function countingReporter(outcome: Outcome): Reporter {
  return {
    onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]) {
      outcome.failed += unhandledErrors.length;
      for (const module of modules) countModule(module, outcome);
    },
  };
}

function countModule(module: TestModule, outcome: Outcome): void {
  let failedHere = 0;
  for (const test of module.children.allTests()) {
    const result = test.result();
    if (result.state === 'passed') outcome.passed += 1;
    else if (result.state === 'skipped') {
      const reason = result.note ?? 'no reason given';
      outcome.skipped.push(`${module.relativeModuleId}: ${test.fullName}: ${reason}`);
    } else failedHere += 1;
  }
  outcome.failed += !module.ok() && failedHere === 0 ? 1 : failedHere;
}

const outcome: Outcome = { passed: 0, failed: 0, skipped: [] };
const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
const vitest = await startVitest('test', filter, { ...options, reporters: ['default', countingReporter(outcome)] });
await vitest.close();

for (const line of outcome.skipped) console.log(`skipped: ${line}`);
const skipped = outcome.skipped.length === 0 ? '' : `, ${outcome.skipped.length} skipped`;
console.log(`${outcome.passed} passed, ${outcome.failed} failed${skipped}`);
const hasFailed = outcome.failed > 0 || outcome.passed === 0;
process.exit(hasFailed ? 1 : (process.exitCode ?? 0));
