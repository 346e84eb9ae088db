<?php
// SPDX-License-Identifier: MIT
namespace FreePBX\Console\Command;

use Symfony\Component\Console\Command\Command;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;

/** `fwconsole hotdesk`: the commands of `hotdesk` for this machine, with the settings of the service. */
class Hotdesk extends Command {
	const COMMANDS = ['backup', 'restore', 'new-key', 'adopt-secret'];
	const OPTIONS = ['replace', 'adopt-secret'];

	protected function configure() {
		$this->setName('hotdesk')
			->setDescription('Hot desking: backup <file>, restore <file>, new-key, adopt-secret')
			->addArgument('do', InputArgument::REQUIRED, implode(', ', self::COMMANDS))
			->addArgument('file', InputArgument::OPTIONAL, 'the file of a backup')
			->addOption('replace', null, InputOption::VALUE_NONE, 'restore: delete what is in the tables')
			->addOption('adopt-secret', null, InputOption::VALUE_NONE, 'restore: accept that the secret of the backup is lost');
	}

	protected function execute(InputInterface $input, OutputInterface $output) {
		try {
			$output->writeln($this->perform($input, $output));
			return 0;
		} catch (\Throwable $error) {
			$output->writeln('<error>' . $error->getMessage() . '</error>');
			return 1;
		}
	}

	private function perform(InputInterface $input, OutputInterface $output) {
		$command = $input->getArgument('do');
		if (!in_array($command, self::COMMANDS, true)) {
			throw new \Exception("unknown command $command: use one of " . implode(', ', self::COMMANDS));
		}
		$options = [];
		foreach (self::OPTIONS as $option) {
			if ($input->getOption($option)) {
				$options[] = "--$option";
			}
		}
		$file = $input->getArgument('file');
		$hotdesk = \FreePBX::create()->Hotdesk;
		if ($command === 'restore' && $file !== null) {
			return $hotdesk->restoreFrom($this->absolute($file), $options, $output);
		}
		return $hotdesk->runCommand(array_merge([$command], $file === null ? [] : [$this->absolute($file)], $options));
	}

	/** The command runs in the folder of the module. */
	private function absolute($file) {
		return $file[0] === '/' ? $file : getcwd() . "/$file";
	}
}
