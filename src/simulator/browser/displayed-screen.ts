/** What stands on the phone's display. URLs are those that the page gave. */
export type DisplayedScreen = DisplayedMenu | DisplayedForm | DisplayedText;

/** Built into the phone: what a soft key does besides opening a URL. */
export type SoftKeyAction = 'exit' | 'select' | 'submit' | 'erase';

export interface DisplayedSoftKey {
  /** Its place below the display, from 1. */
  readonly index: number;
  readonly label: string;
  readonly does: { readonly action: SoftKeyAction } | { readonly open: string };
}

interface Displayed {
  readonly title: string;
  readonly softKeys: readonly DisplayedSoftKey[];
  /** Seconds without a key press after which the phone goes back to idle; 0: never. */
  readonly timeoutSeconds: number;
  /** Where leaving the page leads; null: back to idle. */
  readonly cancelUrl: string | null;
}

export interface DisplayedMenu extends Displayed {
  readonly kind: 'menu';
  readonly numbered: boolean;
  /** The highlighted item, from 1. */
  readonly highlighted: number;
  readonly items: readonly { readonly label: string; readonly url: string }[];
}

export interface DisplayedForm extends Displayed {
  readonly kind: 'form';
  readonly action: string;
  readonly fields: readonly DisplayedField[];
}

export interface DisplayedField {
  readonly name: string;
  readonly label: string;
  readonly type: 'digits' | 'text';
  readonly masked: boolean;
  /** Whether the user sees it and can type into it; a field that is not is sent all the same. */
  readonly editable: boolean;
  readonly value: string;
}

export interface DisplayedText extends Displayed {
  readonly kind: 'text';
  readonly text: string;
  /** Where OK leads; null: back to idle. */
  readonly doneUrl: string | null;
  /** Seconds until the phone leaves the page and reads its settings; null or none: it does not. */
  readonly reloadsAfter?: number | null;
}

/** The name of the field that takes what is typed: the first one that is still empty, else the last; null: none. */
export function focusedField(form: DisplayedForm): string | null {
  const editable = form.fields.filter((field) => field.editable);
  const focused = editable.find((field) => field.value === '') ?? editable.at(-1);
  return focused?.name ?? null;
}
