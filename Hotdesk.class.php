<?php
// SPDX-License-Identifier: MIT
namespace FreePBX\modules;

/**
 * Starts the Hotdesk service after Asterisk and stops it before Asterisk, through FreePBX's process manager (module
 * pm2), and runs its command line. Backup.php, Restore.php and Console/Hotdesk.class.php call it; there is no other PHP.
 *
 * Settings of the service (docs/settings.md) are lines such as HOTDESK_PHONES_PORT=8480, without quotes, in
 * <ASTETCDIR>/hotdesk.env, which module updates do not touch. They take effect after `fwconsole stop hotdesk` and
 * `fwconsole start hotdesk`. The service reads that file itself: PHP never has a setting that it could show.
 */
class Hotdesk extends \FreePBX_Helpers implements \BMO {
	const NAME = 'hotdesk';
	const ENTRY = __DIR__ . '/dist/src/main.js';
	const COMMAND_LINE = __DIR__ . '/dist/src/cli/main.js';
	const OLDEST_NODE = '18.19';
	const WITHOUT_NODE = "The distribution of FreePBX 16 has Node.js 8 and takes no newer one: run the service in a container or on "
		. "another machine (README.md).";

	/** A process that is up this long has read its settings and opened its listeners. */
	const STEADY_SECONDS = 5;
	const START_SECONDS = 20;
	/** A stop takes up to 15 seconds: requests and jobs have 10, the rest 5. */
	const STOP_SECONDS = 17;
	/** In milliseconds, as text. By default pm2 kills a process 1.6 seconds after it has asked it to stop. */
	const KILL_TIMEOUT = '16000';

	/**
	 * Runs at an update too, so a service with the old code is replaced.
	 * @return bool whether the service runs. False: FreePBX does not install the module
	 */
	public function install() {
		$obstacle = $this->guard(null, 'Hotdesk cannot be installed', function () {
			return $this->obstacle();
		});
		if ($obstacle !== null) {
			return $obstacle !== false && $this->complain(null, $obstacle);
		}
		$this->stopFreepbx();
		if ($this->startFreepbx() === false) {
			return false;
		}
		$this->guard(null, 'The admin key could not be looked for', function () {
			$key = $this->dataDir() . '/first.key';
			$this->say(null, file_exists($key)
				? "The admin key of the first start is in $key, which only the service's user may read."
				: 'If the admin key is lost: fwconsole hotdesk new-key');
		});
		return true;
	}

	/** Tables, data folder and settings stay: logins and mappings survive a reinstallation. */
	public function uninstall() {
		$this->guard(null, 'Hotdesk could not be stopped', function () {
			if ($this->status() !== null) {
				$this->pm2()->delete(self::NAME);
			}
		});
		$this->guard(null, 'The data folder is unknown', function () {
			$this->say(null, 'The tables hotdesk_* and the folder ' . $this->dataDir() . ' are kept.');
		});
		return true;
	}

	/** Empty, as is the next one: FreePBX 15 and newer use Backup.php and Restore.php. */
	public function backup() {
	}

	public function restore($backup) {
	}

	public function doConfigPageInit($page) {
	}

	/**
	 * Hook of `fwconsole start`. It never throws, so that the other modules can start.
	 * @param object|null $output where to write; null: as during an installation
	 * @return int|false the process id, false when the service does not run
	 */
	public function startFreepbx($output = null) {
		return $this->guard($output, 'Hotdesk could not be started', function () use ($output) {
			$obstacle = $this->obstacle();
			return $obstacle === null ? $this->start($output) : $this->complain($output, $obstacle);
		});
	}

	/**
	 * Hook of `fwconsole stop`. It never throws.
	 * @return bool whether the service is down
	 */
	public function stopFreepbx($output = null) {
		return $this->guard($output, 'Hotdesk could not be stopped', function () use ($output) {
			return $this->stop($output);
		});
	}

	/**
	 * Runs a command of the service's command line, such as `new-key`, with the settings of the service.
	 * @return string what it wrote
	 * @throws \Exception with what it wrote, when it fails
	 */
	public function runCommand(array $arguments) {
		$obstacle = $this->obstacle();
		if ($obstacle !== null) {
			throw new \Exception($obstacle);
		}
		$command = array_merge(['node', self::COMMAND_LINE], $arguments);
		$output = [1 => ['pipe', 'w'], 2 => ['redirect', 1]];
		$process = proc_open($command, $output, $pipes, __DIR__, array_merge(getenv(), $this->environment()));
		if (!is_resource($process)) {
			throw new \Exception('node could not be started');
		}
		$text = trim((string) stream_get_contents($pipes[1]));
		fclose($pipes[1]);
		if (proc_close($process) !== 0) {
			throw new \Exception($text === '' ? 'the command ' . $arguments[0] . ' failed and wrote nothing' : $text);
		}
		return $text;
	}

	/**
	 * Puts a file of `hotdesk backup` in the place of what is there. The service is stopped meanwhile, and started again
	 * also when the restore fails: then it runs with what was there before.
	 * @param string[] $options of `hotdesk restore`
	 * @return string what the restore wrote
	 * @throws \Exception when it fails, or when the service does not run afterwards
	 */
	public function restoreFrom($file, array $options, $output = null) {
		if (!$this->stopFreepbx($output)) {
			throw new \Exception('the service does not stop, so nothing was restored');
		}
		try {
			$this->makeDataDir();
			$text = $this->runCommand(array_merge(['restore', $file], $options));
		} finally {
			$runs = $this->startFreepbx($output) !== false;
		}
		if (!$runs) {
			throw new \Exception("$text\nThe service does not run. " . $this->whereItSaysWhy());
		}
		return $text;
	}

	/** Hook of `fwconsole chown`, which removes the execute bit below the modules and widens file permissions. */
	public function chownFreepbx() {
		return [
			['type' => 'file', 'path' => self::COMMAND_LINE, 'perms' => 0755],
			['type' => 'rdir', 'path' => $this->dataDir(), 'perms' => 0700],
			['type' => 'file', 'path' => $this->settingsFile(), 'perms' => 0600],
		];
	}

	private function start($output) {
		if ($this->isOnline($this->status())) {
			$this->say($output, 'Hotdesk is already running');
		} else {
			$this->say($output, 'Starting Hotdesk...');
			$this->makeDataDir();
			// In the data folder: pm2 makes a folder there as the web server's user, who may not write where the module is.
			$this->pm2()->startFromDirectory(self::NAME, self::ENTRY, $this->dataDir(), $this->pm2Environment());
		}
		$status = $this->waitFor(self::START_SECONDS, function ($status) {
			return $this->isSteady($status);
		});
		if (!$this->isSteady($status)) {
			return $this->complain($output, 'Hotdesk does not stay up. ' . $this->whereItSaysWhy());
		}
		$this->pm2()->reset(self::NAME);
		$this->say($output, 'Hotdesk is running with PID ' . $status['pid']);
		return $status['pid'];
	}

	private function stop($output) {
		if ($this->isStopped($this->status())) {
			$this->say($output, 'Hotdesk is not running');
			return true;
		}
		$this->say($output, 'Stopping Hotdesk...');
		$this->pm2()->stop(self::NAME);
		$status = $this->waitFor(self::STOP_SECONDS, function ($status) {
			return $this->isStopped($status);
		});
		return $this->isStopped($status) || $this->complain($output, 'Hotdesk has not stopped yet');
	}

	/** Why the service cannot run here, as a message for the admin; null when it can. */
	private function obstacle() {
		if (!file_exists(self::ENTRY)) {
			return 'Hotdesk is not built: ' . self::ENTRY . ' is missing. Install a release archive, or run '
				. '`npm ci && npm run build` in ' . __DIR__;
		}
		$node = ltrim(trim((string) exec('node --version 2>/dev/null')), 'v');
		if ($node === '') {
			return 'Hotdesk needs Node.js ' . self::OLDEST_NODE . ' or newer, but node is not installed. ' . self::WITHOUT_NODE;
		}
		if (version_compare($node, self::OLDEST_NODE, '<')) {
			return 'Hotdesk needs Node.js ' . self::OLDEST_NODE . " or newer, but this is $node. " . self::WITHOUT_NODE;
		}
		return null;
	}

	/** pm2's status of the service; null when pm2 does not know it. */
	private function status() {
		$status = $this->pm2()->getStatus(self::NAME);
		return is_array($status) ? $status : null;
	}

	private function isOnline($status) {
		return $status !== null && $status['pm2_env']['status'] === 'online';
	}

	private function isSteady($status) {
		// pm2 reports a process as online at once, and restarts one that keeps dying.
		return $this->isOnline($status) && microtime(true) - $status['pm2_env']['pm_uptime'] / 1000 >= self::STEADY_SECONDS;
	}

	private function isStopped($status) {
		return $status === null || $status['pm2_env']['status'] === 'stopped';
	}

	private function waitFor($seconds, callable $condition) {
		$end = microtime(true) + $seconds;
		$status = $this->status();
		while (!$condition($status) && microtime(true) < $end) {
			usleep(200000);
			$status = $this->status();
		}
		return $status;
	}

	/** What the service and its command line need to know of FreePBX's folders. No setting of the admin, which could be a secret. */
	private function environment() {
		return ['HOTDESK_DATA_DIR' => $this->dataDir(), 'HOTDESK_ENV_FILE' => $this->settingsFile()];
	}

	/** FreePBX passes no options to pm2, but pm2 takes those of a process from its environment too. */
	private function pm2Environment() {
		return ['kill_timeout' => self::KILL_TIMEOUT] + $this->environment();
	}

	/** Outside the module's folder, which updates replace and the web server publishes. */
	private function dataDir() {
		return $this->setting('ASTVARLIBDIR') . '/hotdesk';
	}

	private function makeDataDir() {
		$dir = $this->dataDir();
		if (!is_dir($dir) && !mkdir($dir, 0700) && !is_dir($dir)) {
			throw new \Exception("the data folder $dir cannot be made");
		}
		if (posix_geteuid() === 0) {
			// Its parent belongs to the user of Asterisk, who could put a link in its place.
			lchown($dir, $this->setting('AMPASTERISKWEBUSER'));
			lchgrp($dir, $this->setting('AMPASTERISKWEBGROUP'));
		}
	}

	private function settingsFile() {
		return $this->setting('ASTETCDIR') . '/hotdesk.env';
	}

	private function errorLog() {
		return $this->setting('ASTLOGDIR') . '/' . self::NAME . '_err.log';
	}

	private function whereItSaysWhy() {
		return $this->setting('PM2DISABLELOG')
			? 'The log is off (PM2DISABLELOG): switch it on and start again to see why.'
			: 'See the end of ' . $this->errorLog();
	}

	private function setting($keyword) {
		return \FreePBX::create()->Config->get($keyword);
	}

	private function pm2() {
		if (!\FreePBX::create()->Modules->checkStatus('pm2')) {
			throw new \Exception('the module pm2 is not enabled (fwconsole ma enable pm2)');
		}
		return \FreePBX::create()->Pm2;
	}

	/** Does the work; whatever it throws becomes one line and false. */
	private function guard($output, $failure, callable $work) {
		try {
			return $work();
		} catch (\Throwable $error) {
			return $this->complain($output, "$failure: " . $this->reasonOf($error));
		}
	}

	/** Symfony's errors of processes have the whole command with its environment in their message: only the last line of its output is shown. */
	private function reasonOf(\Throwable $error) {
		if (!method_exists($error, 'getProcess')) {
			return $error->getMessage();
		}
		try {
			$process = $error->getProcess();
			$lines = array_filter(array_map('trim', explode("\n", $process->getErrorOutput())));
			$code = $process->getExitCode();
		} catch (\Throwable $unknown) {
			return 'a command failed';
		}
		return ($lines ? end($lines) : 'a command failed') . ($code === null ? '' : " (exit code $code)");
	}

	private function say($output, $text) {
		if (is_object($output)) {
			$output->writeln($text);
		} else {
			out($text);
		}
	}

	private function complain($output, $text) {
		$this->say($output, is_object($output) ? "<error>$text</error>" : $text);
		return false;
	}
}
