/** All texts in Arabic, by the screens that show them. */
import type { Catalogue } from '../catalogue.ts';
import { CHAT } from './chat.ts';
import { CHATS } from './chats.ts';
import { FILTERS } from './filters.ts';
import { FRAME } from './frame.ts';
import { INSIGHTS } from './insights.ts';
import { LIST } from './list.ts';
import { NUMBERS } from './numbers.ts';
import { REMOVAL } from './removal.ts';
import { SESSION } from './session.ts';
import { SETTINGS } from './settings.ts';
import { TAKE_AWAY } from './take-away.ts';
import { VIEWS } from './views.ts';

export const ARABIC: Catalogue = {
  ...FRAME,
  ...SESSION,
  ...CHATS,
  ...FILTERS,
  ...CHAT,
  ...INSIGHTS,
  ...LIST,
  ...NUMBERS,
  ...REMOVAL,
  ...TAKE_AWAY,
  ...VIEWS,
  ...SETTINGS,
};
