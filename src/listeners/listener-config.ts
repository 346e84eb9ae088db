import type { TlsFiles } from '../config/tls';

/** Where a listener binds. */
export interface ListenerConfig {
  readonly bind: string;
  readonly port: number;
  /** The setting of its port, for messages. */
  readonly setting: string;
  /** Null: it speaks HTTP. */
  readonly tls: TlsFiles | null;
}
