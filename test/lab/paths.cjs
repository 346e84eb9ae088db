// The folders of the lab. Plain JavaScript, because install.mjs runs before any TypeScript.
const { homedir } = require('node:os');
const { join } = require('node:path');

const labDir = () => {
  if (process.env.HOTDESK_LAB_DIR) return process.env.HOTDESK_LAB_DIR;
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'hotdesk-lab');
};

exports.labDir = labDir;
exports.asteriskRoot = (version) => join(labDir(), `asterisk-${version}`);
exports.mariadbTemplate = () => join(labDir(), 'mariadb-template');
exports.fail2banFolder = () => join(labDir(), 'fail2ban');
