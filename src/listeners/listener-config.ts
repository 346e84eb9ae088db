import type { TlsFiles } from '../config/tls';

/** Where a listener binds. */
export interface ListenerConfig {
  readonly bind: string;
  readonly port: number;
  /** Name of the port's setting, for messages. */
  readonly setting: string;
  /** Null: plain HTTP. */
  readonly tls: TlsFiles | null;
}
