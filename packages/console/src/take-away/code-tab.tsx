/** The list's query as programs. */
import { Button, CopyButton, Tabs } from '@mantine/core';
import type { LogQuery } from '../api/chats.ts';
import { useText } from '../language/language-context.ts';
import { useSession } from '../session/session-context.ts';
import { codeSamples, KEY_PLACE } from './code-samples.ts';
import classes from './take-away.module.css';

export function CodeTab({ log: { projectId, parameters } }: { readonly log: LogQuery }) {
  const text = useText();
  const { tenant } = useSession();
  const samples = codeSamples({
    origin: window.location.origin,
    tenant,
    projectId,
    parameters: { direction: 'desc', ...parameters },
  });
  return (
    <>
      <p className={classes.advice}>
        {text.rich('takeAway.codeAdvice', { place: <code>{KEY_PLACE}</code>, code: (words) => <code>{words}</code> })}
      </p>
      <Tabs defaultValue="curl" variant="pills" keepMounted={false}>
        <Tabs.List>
          {samples.map(({ id, program }) => (
            <Tabs.Tab key={id} value={id}>
              {program}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {samples.map(({ id, code }) => (
          <Tabs.Panel key={id} value={id}>
            <div className={classes.sample} dir="ltr">
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
              <pre tabIndex={0}>
                <code>{code}</code>
              </pre>
              <CopyButton value={code}>
                {({ copied, copy }) => (
                  <Button size="compact-sm" variant="default" className={classes.copy} onClick={copy}>
                    {copied ? text('takeAway.copied') : text('takeAway.copy')}
                  </Button>
                )}
              </CopyButton>
            </div>
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
