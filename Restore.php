<?php
// SPDX-License-Identifier: MIT
namespace FreePBX\modules\Hotdesk;

/** Restores what Backup.php has saved. Phones that were logged in stay logged in, also on another machine. */
class Restore extends \FreePBX\modules\Backup\RestoreBase {
	/** @throws \Exception: FreePBX notes its message and goes on with the other modules */
	public function runRestore() {
		try {
			$this->log($this->FreePBX->Hotdesk->restoreFrom($this->savedFile(), ['--replace']));
		} catch (\Throwable $error) {
			throw new \Exception('Hotdesk was not restored: ' . $error->getMessage());
		}
	}

	/** By default FreePBX uninstalls and installs a module before it restores it. The restore itself deletes what was there. */
	public function reset() {
		if (!$this->FreePBX->Modules->checkStatus('hotdesk')) {
			parent::reset();
		}
	}

	/** Backups of FreePBX 14 and older, when there was no Hotdesk. */
	public function processLegacy($pdo, $data, $tables, $unknownTables) {
	}

	private function savedFile() {
		foreach ($this->getFiles() as $file) {
			if ($file->getFilename() === Backup::FILE) {
				return $file->getPathname();
			}
		}
		throw new \Exception('the backup has no ' . Backup::FILE);
	}
}
