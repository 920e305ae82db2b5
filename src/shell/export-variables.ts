import { quote, ShellText } from './quote.ts'

/** Returns the lines of a script that export environment variables. The names must be valid in a shell. */
export function exportVariables(variables: Readonly<Record<string, string>>): ShellText[] {
  return Object.entries(variables).map(([name, value]) => new ShellText(`export ${name}=${quote(value)}`))
}
