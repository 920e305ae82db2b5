import { Argument, Command } from 'commander'

/** The shells with completion. */
const SHELLS = ['bash', 'zsh', 'fish'] as const

/** `run completion`: prints a script that lets a shell complete the command line. */
export function completionCommand(): Command {
  return new Command('completion')
    .description('Print a script that lets a shell complete commands, options, hosts, tags and task types.')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText(
      'after',
      '\nTo set it up, add the line for your shell to its configuration:\n' +
        '  bash (~/.bashrc):  source <(run completion bash)\n' +
        '  zsh (~/.zshrc, after compinit):  source <(run completion zsh)\n' +
        '  fish (~/.config/fish/config.fish):  run completion fish | source',
    )
    .action(async (shell: (typeof SHELLS)[number]) => {
      const { SCRIPTS } = await import('../completion/scripts.ts')
      process.stdout.write(SCRIPTS[shell])
    })
}
