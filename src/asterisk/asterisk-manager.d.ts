/** The part of asterisk-manager 0.2.0 that we use. It ships no types. */
declare module 'asterisk-manager' {
  import type { TcpNetConnectOpts } from 'node:net';

  interface AsteriskManager {
    /** The library passes its first argument to `net.createConnection`, which takes options as well as a port. */
    connect(options: TcpNetConnectOpts, host: undefined, onConnect: () => void): void;
    /** Calls back without an argument when Asterisk accepted user and secret, else with its answer. */
    login(callback: (refusal?: unknown) => void): void;
    /** Sends one action. `actionid` is left as given unless a listener has that name. */
    action(action: Record<string, string | Record<string, string>>): string;
    on(event: 'close' | 'error', listener: (argument: unknown) => void): void;
    /** The answer to the action of that id: `refusal` is undefined unless Asterisk answered `Error`. */
    emit(actionId: string, refusal: object | undefined, response: object): boolean;
    /** Of its own event `rawevent`, or those for the answer to the action of that id. */
    removeAllListeners(name: string): void;
  }

  interface AsteriskManagerConstructor {
    new (port: undefined, host: undefined, user: string, secret: string, events: boolean): AsteriskManager;
  }

  const Manager: AsteriskManagerConstructor;
  export = Manager;
}
