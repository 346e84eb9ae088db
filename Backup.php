<?php
// SPDX-License-Identifier: MIT
namespace FreePBX\modules\Hotdesk;

/** What FreePBX's backup saves of Hotdesk: one file of `hotdesk backup`, with tables, key file and settings. */
class Backup extends \FreePBX\modules\Backup\BackupBase {
	const FILE = 'hotdesk.backup';

	/** @throws \Exception: FreePBX notes its message and goes on with the other modules */
	public function runBackup($id, $transaction) {
		$folder = sys_get_temp_dir() . '/hotdesk-' . bin2hex(random_bytes(8));
		if (!mkdir($folder, 0700)) {
			throw new \Exception("Hotdesk is not in this backup: $folder cannot be made");
		}
		$file = $folder . '/' . self::FILE;
		try {
			$this->log($this->FreePBX->Hotdesk->runCommand(['backup', $file]));
		} catch (\Throwable $error) {
			rmdir($folder);
			throw new \Exception('Hotdesk is not in this backup: ' . $error->getMessage());
		}
		$this->addGarbage($folder);
		$this->addSplFile(new \SplFileInfo($file));
	}
}
