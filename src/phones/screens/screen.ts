/** What a phone shows, in no vendor's words. A dialect writes it in a vendor's XML. URLs are absolute. */
export type Screen = MenuScreen | FormScreen | MessageScreen;

export interface MenuScreen {
  readonly kind: 'menu';
  readonly title: string;
  readonly items: readonly { readonly label: string; readonly url: string }[];
}

export interface FormScreen {
  readonly kind: 'form';
  readonly title: string;
  /** The phone asks for this URL with the values as query parameters behind what it already has. */
  readonly action: string;
  readonly fields: readonly FormField[];
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly type: 'digits' | 'text';
  /** Show dots, not what is typed. */
  readonly masked: boolean;
}

export interface MessageScreen {
  readonly kind: 'message';
  readonly title: string;
  readonly text: string;
  /** Where OK leads; null: back to the idle screen. */
  readonly next: string | null;
  /** There is a new config for this phone: one that can read it at the word of a page does so. */
  readonly newConfig?: true;
}
