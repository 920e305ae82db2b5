import { quote, ShellText } from './quote.ts'

/** The lines of a script that export variables, by name; a name must be one that a shell can have. */
export function exportVariables(variables: Readonly<Record<string, string>>): ShellText[] {
  return Object.entries(variables).map(([name, value]) => new ShellText(`export ${name}=${quote(value)}`))
}
