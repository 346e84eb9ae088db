import { dlsDialogue } from './dls';
import type { DialogueLanguage } from './language';

/** The languages in which phones and their provisioning services talk. */
export type DialogueName = 'dls';

export const DIALOGUES: Readonly<Record<DialogueName, DialogueLanguage>> = { dls: dlsDialogue };
