<?php
// SPDX-License-Identifier: MIT
// As much of FreePBX as the module's PHP meets, in its own words: BMO, the process manager, the backup's base classes and the
// console. As a command: php freepbx.php <action> [argument...], with HOTDESK_TEST_FREEPBX naming a JSON file.

namespace {
	$known = json_decode(file_get_contents(getenv('HOTDESK_TEST_FREEPBX')), true);
	putenv('HOTDESK_TEST_FREEPBX');

	class FreePBX_Helpers {
	}

	interface BMO {
		public function install();
		public function uninstall();
		public function backup();
		public function restore($backup);
		public function doConfigPageInit($page);
	}

	function out($text) {
		echo $text . "\n";
	}

	class FreePBX {
		private static $only;
		public $Config;
		public $Modules;
		public $Pm2;
		public $Hotdesk;

		public static function create() {
			return self::$only ?? self::$only = new self();
		}

		private function __construct() {
			global $known;
			$this->Config = new LabConfig($known['settings']);
			$this->Modules = new LabModules();
			$this->Pm2 = new LabPm2($known);
			$this->Hotdesk = new \FreePBX\modules\Hotdesk();
		}
	}

	class LabConfig {
		private $settings;

		public function __construct($settings) {
			$this->settings = $settings;
		}

		public function get($keyword) {
			return $this->settings[$keyword] ?? null;
		}
	}

	class LabModules {
		public function checkStatus($name) {
			return true;
		}
	}

	/** As Symfony's exception of a process: its message has the command with its whole environment. */
	class LabProcessFailed extends \RuntimeException {
		private $process;

		public function __construct($process) {
			parent::__construct("The command \"{$process->command}\" failed.\n\nError Output:\n{$process->getErrorOutput()}");
			$this->process = $process;
		}

		public function getProcess() {
			return $this->process;
		}
	}

	class LabProcess {
		public $command;
		private $lines;
		private $code;

		public function __construct($command) {
			$this->command = $command;
			exec("($command) 2>&1", $this->lines, $this->code);
		}

		public function getErrorOutput() {
			return implode("\n", $this->lines);
		}

		public function getExitCode() {
			return $this->code;
		}
	}

	/** Starts a process as FreePBX's pm2 does: it makes the folder `logs` as the web server's user, where the process runs. */
	class LabPm2 {
		private $known;

		public function __construct($known) {
			$this->known = $known;
		}

		public function getStatus($name) {
			$this->failAsTold();
			$state = $this->state();
			if ($state === null) {
				return false;
			}
			$runs = posix_kill($state['pid'], 0) && !str_contains((string) @file_get_contents("/proc/{$state['pid']}/stat"), ') Z');
			$status = $runs ? 'online' : ($state['stopped'] ? 'stopped' : 'errored');
			return ['name' => $name, 'pid' => $state['pid'], 'pm2_env' => ['status' => $status, 'pm_uptime' => $state['since']]];
		}

		public function start($name, $process, $environment = []) {
			$this->startFromDirectory($name, $process, dirname($process), $environment);
		}

		public function startFromDirectory($name, $process, $directory, $environment = []) {
			$this->failAsTold();
			$exports = '';
			foreach ($environment as $key => $value) {
				$exports .= 'export ' . $key . '=' . escapeshellarg($value) . ' && ';
			}
			$user = escapeshellarg($this->known['settings']['AMPASTERISKWEBUSER']);
			$made = new LabProcess("runuser -u $user -- sh -c " . escapeshellarg("{$exports}mkdir -p $directory/logs"));
			if ($made->getExitCode() !== 0) {
				throw new LabProcessFailed($made);
			}
			$log = $this->known['settings']['ASTLOGDIR'] . "/$name";
			$node = "{$exports}cd $directory && exec setsid node $process >{$log}_out.log 2>{$log}_err.log";
			exec('sh -c ' . escapeshellarg($node) . ' </dev/null & echo $!', $lines);
			$this->write(['pid' => (int) $lines[0], 'since' => microtime(true) * 1000, 'stopped' => false]);
		}

		public function stop($name) {
			$state = $this->state();
			$this->write(['stopped' => true] + $state);
			posix_kill($state['pid'], SIGTERM);
		}

		public function delete($name) {
			$this->stop($name);
			unlink($this->known['pm2']);
		}

		public function reset($name) {
		}

		private function failAsTold() {
			if ($this->known['fails'] === 'error') {
				$nothing = null;
				$nothing->setIdleTimeout(240);
			}
			if ($this->known['fails'] === 'process') {
				throw new LabProcessFailed(new LabProcess('HOTDESK_DATA_DIR=/somewhere sh -c "echo first >&2; echo no such user >&2; exit 3"'));
			}
		}

		private function state() {
			return file_exists($this->known['pm2']) ? json_decode(file_get_contents($this->known['pm2']), true) : null;
		}

		private function write($state) {
			file_put_contents($this->known['pm2'], json_encode($state));
		}
	}
}

namespace FreePBX\modules\Backup {
	class Base {
		protected $FreePBX;
		protected $data;
		private $modified = false;

		public function __construct($freepbx, $data) {
			$this->FreePBX = $freepbx;
			$this->data = $data + ['files' => [], 'garbage' => []];
		}

		protected function log($message = '', $level = 'INFO') {
			echo "$level: $message\n";
		}

		public function getData() {
			return $this->data;
		}
	}

	class BackupBase extends Base {
		public function addGarbage($file) {
			$this->data['garbage'][] = $file;
		}

		public function addSplFile(\SplFileInfo $file) {
			$file = ['type' => $file->getExtension(), 'filename' => $file->getBasename(), 'pathto' => $file->getPath(), 'base' => ''];
			// FreePBX leaves out files without a type.
			if ($file['type'] !== '') {
				$this->data['files'][] = $file;
			}
		}
	}

	class RestoreBase extends Base {
		public function getFiles() {
			return array_map(function ($file) {
				return new \SplFileInfo($this->data['folder'] . '/files' . $file['pathto'] . '/' . $file['filename']);
			}, $this->data['files']);
		}

		public function reset() {
			echo "the module is uninstalled and installed\n";
		}

		public function processLegacy($pdo, $data, $tables, $unknownTables) {
		}
	}
}

namespace Symfony\Component\Console\Command {
	class Command {
		public $defined = [];

		public function setName($name) {
			$this->defined['name'] = $name;
			return $this;
		}

		public function setDescription($text) {
			return $this;
		}

		public function addArgument($name, $mode, $text) {
			$this->defined['arguments'][] = $name;
			return $this;
		}

		public function addOption($name, $short, $mode, $text) {
			$this->defined['options'][] = $name;
			return $this;
		}

		public function run($input, $output) {
			$this->configure();
			return $this->execute($input, $output);
		}
	}
}

namespace Symfony\Component\Console\Input {
	class InputArgument {
		const REQUIRED = 1;
		const OPTIONAL = 2;
	}

	class InputOption {
		const VALUE_NONE = 1;
	}

	interface InputInterface {
	}
}

namespace Symfony\Component\Console\Output {
	interface OutputInterface {
	}
}

namespace {
	use Symfony\Component\Console\Input\InputInterface;
	use Symfony\Component\Console\Output\OutputInterface;

	class LabInput implements InputInterface {
		private $arguments;
		private $options = [];

		public function __construct($words) {
			$isOption = function ($word) {
				return substr($word, 0, 2) === '--';
			};
			$given = array_values(array_filter($words, function ($word) use ($isOption) {
				return !$isOption($word);
			}));
			$this->arguments = ['do' => $given[0] ?? null, 'file' => $given[1] ?? null];
			foreach (array_filter($words, $isOption) as $word) {
				$this->options[substr($word, 2)] = true;
			}
		}

		public function getArgument($name) {
			return $this->arguments[$name];
		}

		public function getOption($name) {
			return $this->options[$name] ?? false;
		}
	}

	class LabOutput implements OutputInterface {
		public function writeln($text) {
			echo strip_tags($text) . "\n";
		}
	}

	/** As FreePBX's handler of a backup: saves the files that a module has named, then removes its garbage. */
	function labBackup($folder) {
		$backup = new \FreePBX\modules\Hotdesk\Backup(FreePBX::create(), ['module' => 'hotdesk']);
		$backup->runBackup('lab', 'lab');
		$data = $backup->getData();
		foreach ($data['files'] as $file) {
			@mkdir("$folder/files" . $file['pathto'], 0700, true);
			copy($file['pathto'] . '/' . $file['filename'], "$folder/files" . $file['pathto'] . '/' . $file['filename']);
		}
		foreach ($data['garbage'] as $garbage) {
			exec('rm -r ' . escapeshellarg($garbage));
		}
		file_put_contents("$folder/Hotdesk.json", json_encode($data));
	}

	function labRestore($folder) {
		$data = json_decode(file_get_contents("$folder/Hotdesk.json"), true);
		$restore = new \FreePBX\modules\Hotdesk\Restore(FreePBX::create(), ['folder' => $folder] + $data);
		$restore->reset();
		$restore->runRestore();
	}

	foreach (['Hotdesk.class.php', 'Backup.php', 'Restore.php', 'Console/Hotdesk.class.php'] as $file) {
		require $known['module'] . "/$file";
	}
	error_reporting(E_ALL);
	set_error_handler(function ($level, $message, $file, $line) {
		// FreePBX shows warnings to its admins; @ hides one.
		if (error_reporting() & $level) {
			echo "PHP says: $message in $file:$line\n";
		}
	});
	$arguments = array_slice($argv, 2);
	switch ($argv[1]) {
		case 'backup':
			labBackup($arguments[0]);
			break;
		case 'restore':
			labRestore($arguments[0]);
			break;
		case 'console':
			exit((new \FreePBX\Console\Command\Hotdesk())->run(new LabInput($arguments), new LabOutput()));
		default:
			$method = $argv[1];
			$answer = FreePBX::create()->Hotdesk->$method();
			echo 'answer: ' . json_encode($answer) . "\n";
	}
}
