import { SqliteStore } from '../../helpers/sqlite-store.ts';
import { describeDeskChaos } from '../conformance/desk-chaos.ts';

describeDeskChaos('SQLite', async () => new SqliteStore(), { usual: 10, long: 200 });
