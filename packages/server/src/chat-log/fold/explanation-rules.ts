/** The sentences of `explain` for the rule that applied; one for each rule of the model. */
import type { DispositionRule } from '../../model/disposition.ts';
import type { SlaRule, TargetRule } from '../../model/sla.ts';

export const DISPOSITION_SENTENCES: Readonly<Record<DispositionRule, string>> = {
  open: 'In progress until the close is final.',
  'agent-wrote': 'Completed: a human agent wrote to the visitor.',
  'bot-resolved': 'Completed: the bot resolved it.',
  'left-while-waiting': 'Lost: the visitor left or ended while waiting, within opening hours and the waiting limit.',
  'left-after-limit': 'Missed: the visitor left or ended after waiting longer than the limit.',
  'left-out-of-hours': 'Missed: the visitor left or ended outside opening hours.',
  'accepted-but-silent': 'Missed: a human held the chat and no agent wrote before the visitor left or ended.',
  'closed-unanswered': 'Missed: we closed it and no agent had written.',
};

export const SLA_SENTENCES: Readonly<Record<SlaRule, string>> = {
  'no-policy': 'Empty: the start event carries no policy.',
  spam: 'Empty: spam is not judged.',
  missed: 'Out of SLA: at least one target was missed; a late answer never turns that back.',
  open: 'Empty: the chat is open and nothing was missed.',
  'nothing-to-judge': 'Empty: the chat is closed and no target was met or missed.',
  'all-met': 'Within SLA: the chat is closed, at least one target was met and none missed.',
};

export const TARGET_SENTENCES: Readonly<Record<TargetRule, string>> = {
  'met-in-time': 'Met within the allowed time.',
  'met-late': 'Missed: what it asks for came after the due instant.',
  'timer-saw-miss': 'Missed: a timer recorded it, and nothing later turns that back.',
  overdue: 'Missed: the due instant passed before it was met.',
  running: 'Its clock runs.',
  'closed-by-visitor': 'Void: the visitor ended or left before the due instant.',
  'resolved-by-bot': 'Void: the bot resolved the chat before the due instant.',
  'closed-by-us': 'Missed: we closed the chat while its clock ran.',
};

export const SPAM_SENTENCE = 'null: the chat is marked as spam, and spam is not judged.';
