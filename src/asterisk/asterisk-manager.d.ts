/** What we use of asterisk-manager 0.2.0, which ships no types. */
declare module 'asterisk-manager' {
  import type { TcpNetConnectOpts } from 'node:net';

  interface AsteriskManager {
    /** The library hands its first argument to `net.createConnection`, so options are as good as a port. */
    connect(options: TcpNetConnectOpts, host: undefined, onConnect: () => void): void;
    /** Calls back without an error when Asterisk took user and secret, else with Asterisk's answer. */
    login(callback: (refusal?: unknown) => void): void;
    /** Writes one action; `actionid` is kept as it is when no listener has that name. */
    action(action: Record<string, string | Record<string, string>>): string;
    /** `close` and `error` come from the socket, and from AMI events of that name too. */
    on(event: 'rawevent', listener: (message: object) => void): void;
    on(event: 'close' | 'error', listener: (argument: unknown) => void): void;
  }

  interface AsteriskManagerConstructor {
    new (port: undefined, host: undefined, user: string, secret: string, events: boolean): AsteriskManager;
  }

  const Manager: AsteriskManagerConstructor;
  export = Manager;
}
