import { Command } from 'commander'

/** `run version`: prints the version, like `--version`. */
export function versionCommand(version: string): Command {
  return new Command('version').description('Show the version of Drover.').action(() => {
    process.stdout.write(`${version}\n`)
  })
}
