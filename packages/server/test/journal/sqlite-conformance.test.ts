import { describeJournal } from './journal-conformance.ts';
import { SqliteStore } from './sqlite-store.ts';

describeJournal('SQLite', async () => new SqliteStore());
