<?php
// SPDX-License-Identifier: MIT
namespace FreePBX\modules;

/**
 * Starts the Hotdesk service after Asterisk and stops it before Asterisk, through FreePBX's process manager (module
 * pm2). This is all the PHP there is.
 *
 * Settings of the service (docs/settings.md) are lines such as HOTDESK_PHONES_PORT=8480, without quotes, in
 * <ASTETCDIR>/hotdesk.env, which module updates do not touch. They take effect after `fwconsole stop hotdesk` and
 * `fwconsole start hotdesk`. Use <NAME>_FILE for secrets: these lines pass through a command line.
 */
class Hotdesk extends \FreePBX_Helpers implements \BMO {
	const NAME = 'hotdesk';
	const ENTRY = __DIR__ . '/dist/src/main.js';
	const COMMAND_LINE = __DIR__ . '/dist/src/cli/main.js';
	const OLDEST_NODE = '18.19';

	/** A process that is up this long has read its settings and opened its listeners. */
	const STEADY_SECONDS = 5;
	const START_SECONDS = 20;
	/** A stop takes up to 15 seconds: requests and jobs have 10, the rest 5. */
	const STOP_SECONDS = 17;
	/** In milliseconds, as text. By default pm2 kills a process 1.6 seconds after it has asked it to stop. */
	const KILL_TIMEOUT = '16000';

	/** Runs at an update too, so a service with the old code is replaced. False: FreePBX does not install the module. */
	public function install() {
		$obstacle = $this->obstacle();
		if ($obstacle !== null) {
			$this->complain(null, $obstacle);
			return false;
		}
		$this->stopFreepbx();
		if ($this->startFreepbx()) {
			$this->say(null, 'The first start has written an admin key to ' . $this->dataDir() . '/first.key, unless there was one');
		}
		return true;
	}

	/** Tables, data folder and settings stay: logins and mappings survive a reinstallation. */
	public function uninstall() {
		try {
			if ($this->status() !== null) {
				$this->pm2()->delete(self::NAME);
			}
		} catch (\Exception $error) {
			$this->complain(null, 'Hotdesk could not be stopped: ' . $error->getMessage());
		}
		$this->say(null, 'The tables hotdesk_* and the folder ' . $this->dataDir() . ' are kept.');
		return true;
	}

	/** Empty: all data is in the database, which FreePBX backs up. */
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
		$obstacle = $this->obstacle();
		if ($obstacle !== null) {
			return $this->complain($output, $obstacle);
		}
		try {
			return $this->start($output);
		} catch (\Exception $error) {
			return $this->complain($output, 'Hotdesk could not be started: ' . $error->getMessage());
		}
	}

	/**
	 * Hook of `fwconsole stop`. It never throws.
	 * @return bool whether the service is down
	 */
	public function stopFreepbx($output = null) {
		try {
			return $this->stop($output);
		} catch (\Exception $error) {
			return $this->complain($output, 'Hotdesk could not be stopped: ' . $error->getMessage());
		}
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
			$this->pm2()->start(self::NAME, self::ENTRY, $this->environment());
		}
		$status = $this->waitFor(self::START_SECONDS, function ($status) {
			return $this->isSteady($status);
		});
		if (!$this->isSteady($status)) {
			return $this->complain($output, 'Hotdesk does not stay up. See the end of ' . $this->errorLog());
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
			return 'Hotdesk needs Node.js ' . self::OLDEST_NODE . ' or newer, but node is not installed.';
		}
		if (version_compare($node, self::OLDEST_NODE, '<')) {
			return 'Hotdesk needs Node.js ' . self::OLDEST_NODE . ' or newer, but this is ' . $node . '.';
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

	/**
	 * The environment of the service: the data folder, and what the admin has set. FreePBX passes no options to pm2, but
	 * pm2 takes those of a process from its environment too.
	 */
	private function environment() {
		$file = $this->settingsFile();
		$lines = is_readable($file) ? (string) file_get_contents($file) : '';
		preg_match_all('/^\s*(HOTDESK_\w+)\s*=[ \t]*(.*?)\s*$/m', $lines, $set);
		$own = ['kill_timeout' => self::KILL_TIMEOUT, 'HOTDESK_DATA_DIR' => $this->dataDir()];
		return array_merge($own, array_combine($set[1], $set[2]));
	}

	/** Outside the module's folder, which updates replace and the web server publishes. */
	private function dataDir() {
		return $this->setting('ASTVARLIBDIR') . '/hotdesk';
	}

	private function makeDataDir() {
		$dir = $this->dataDir();
		if (is_dir($dir) || !mkdir($dir, 0700)) {
			return;
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

	private function setting($keyword) {
		return \FreePBX::create()->Config->get($keyword);
	}

	private function pm2() {
		if (!\FreePBX::create()->Modules->checkStatus('pm2')) {
			throw new \Exception('the module pm2 is not enabled (fwconsole ma enable pm2)');
		}
		return \FreePBX::create()->Pm2;
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
