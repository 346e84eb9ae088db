import { TestEnvironment } from 'jest-environment-node';
import { createLabServers } from './servers';

/**
 * Jest loads the modules of a suite again for every suite, but this module once per worker. So all suites of a worker share
 * these servers, which are child processes of the worker and end with it.
 */
const servers = createLabServers();

export default class LabEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    this.global.labServers = servers;
  }
}
