/** What a phone shows, independent of the vendor. A dialect writes it as a vendor's XML. URLs are absolute. */
export type Screen = MenuScreen | FormScreen | MessageScreen;

export interface MenuScreen {
  readonly kind: 'menu';
  readonly title: string;
  readonly items: readonly { readonly label: string; readonly url: string }[];
}

export interface FormScreen {
  readonly kind: 'form';
  readonly title: string;
  /** The phone requests this URL with the values appended to its query. */
  readonly action: string;
  readonly fields: readonly FormField[];
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly type: 'digits' | 'text';
  /** Shows dots instead of the input. */
  readonly masked: boolean;
}

export interface MessageScreen {
  readonly kind: 'message';
  readonly title: string;
  readonly text: string;
  /** The URL behind OK; null: back to the idle screen. */
  readonly next: string | null;
  /** A new config waits for this phone; a phone whose pages can start a config fetch starts one. */
  readonly newConfig?: true;
}
