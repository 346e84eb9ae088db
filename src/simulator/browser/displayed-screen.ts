/** The displayed page. Its URLs are unchanged. */
export type DisplayedScreen = DisplayedMenu | DisplayedForm | DisplayedText;

/** The built-in actions of soft keys. */
export type SoftKeyAction = 'exit' | 'select' | 'submit' | 'erase';

export interface DisplayedSoftKey {
  /** Its position below the display, from 1. */
  readonly index: number;
  readonly label: string;
  readonly does: { readonly action: SoftKeyAction } | { readonly open: string };
}

interface Displayed {
  readonly title: string;
  readonly softKeys: readonly DisplayedSoftKey[];
  /** Seconds without a key press until the phone returns to idle; 0: never. */
  readonly timeoutSeconds: number;
  /** The URL to open when the user leaves the page; null: back to idle. */
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
  /** Whether the user sees and can edit the field. Other fields are submitted, too. */
  readonly editable: boolean;
  readonly value: string;
}

export interface DisplayedText extends Displayed {
  readonly kind: 'text';
  readonly text: string;
  /** The URL that OK opens; null: back to idle. */
  readonly doneUrl: string | null;
  /** Seconds until the phone leaves the page and reloads its settings; null or missing: never. */
  readonly reloadsAfter?: number | null;
}

/** The name of the field with the focus: the first empty one, otherwise the last; null without a field. */
export function focusedField(form: DisplayedForm): string | null {
  const editable = form.fields.filter((field) => field.editable);
  const focused = editable.find((field) => field.value === '') ?? editable.at(-1);
  return focused?.name ?? null;
}
