import { TestEnvironment } from 'jest-environment-node';
import { createLabServers } from './servers';

/**
 * Jest loads a suite's modules anew, but this one once per worker: what it holds, the suites of a worker share. The servers
 * are children of the worker and end with it, however it ends.
 */
const servers = createLabServers();

export default class LabEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    this.global.labServers = servers;
  }
}
