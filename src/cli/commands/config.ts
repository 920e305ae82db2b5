import { Command } from 'commander'
import { JOURNAL_KEYS, OPTION_KEYS } from '../../base/setting-keys.ts'
import { shortPath, showPlace } from '../../errors.ts'
import { jsonText, makeStyle, takesColour } from '../../run.ts'
import { configFiles, readConfig } from '../options/config.ts'
import { textOrJsonOption } from '../options/output-options.ts'
import { SETTINGS } from '../options/settings.ts'

/** `run config`: shows the settings of `drover.yml`, and which file sets each. */
export function configCommand(): Command {
  return new Command('config')
    .description('Show the settings of `drover.yml` for this folder, and the file that sets each of them.')
    .addOption(textOrJsonOption())
    .action(async ({ output }: { readonly output: string }) => {
      const config = readConfig(process.cwd())
      const rows = [...OPTION_KEYS, ...JOURNAL_KEYS].map(key => {
        const set = config.get(key)
        const { about, otherwise } = SETTINGS[key]
        return {
          key,
          value: set?.value ?? null,
          from: set ? showPlace(set.place) : null,
          default: otherwise,
          about,
        }
      })
      if (output === 'json') {
        process.stdout.write(`${jsonText({ settings: rows }, 2)}\n`)
        return
      }
      const { alignColumns, showInLine } = await import('../../report/show-values.ts')
      const style = makeStyle(takesColour(process.stdout))
      const lines = alignColumns(
        rows.map(({ key, value, from, default: otherwise }) => [
          key,
          from === null ? otherwise : showInLine(value),
          from ?? 'default',
        ]),
      )
      const shown = lines.map((line, index) => (rows[index]?.from === null ? style.dim(line) : line))
      const files = configFiles(process.cwd()).flatMap(file => (file === undefined ? [] : [shortPath(file)]))
      process.stdout.write(
        `${shown.join('\n')}\n\n${style.dim(`read, if they exist: ${files.join(', then ')}`)}\n`,
      )
    })
}
