import { SqliteStore } from '../../helpers/sqlite-store.ts';
import { describeChatStore } from '../conformance/changes.ts';

describeChatStore('SQLite', async () => new SqliteStore());
