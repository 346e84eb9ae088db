import { createSnomProfile } from '../snom/device-profile';

/** Snom's firmware, with Gigaset in its User-Agents and file names. */
export const gigasetPProfile = createSnomProfile({ callsItself: 'gigaset', version: '10.1.226.13' });
