import { SqliteStore } from '../../helpers/sqlite-store.ts';
import { describeJournal } from '../conformance/changes.ts';

describeJournal('SQLite', async () => new SqliteStore());
