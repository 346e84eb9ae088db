/** How a brand shows screens: which dialect, and what is special about it. One member for each dialect. */
export type ScreensProfile = AastraProfile;

/** The dialect of Aastra and its descendants: Yealink, Htek (and so Sangoma s), Tiptel. */
export interface AastraProfile {
  readonly dialect: 'aastra';
  /** What stands before the names of root elements: `YealinkIPPhone`, or nothing. */
  readonly prefix: string;
  /** The value of a menu's `style` that numbers its items. */
  readonly numberedStyle: 'number' | 'numbered';
  /** The largest document in bytes that the phone reads. */
  readonly maxBytes: number;
  /** The most items of a menu. */
  readonly maxMenuItems: number;
  /** The soft keys (from 1) that carry the actions. */
  readonly softKeys: { readonly ok: number; readonly exit: number };
  readonly contentType: string;
}
