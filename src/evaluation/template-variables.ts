import { statSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { formatDate } from '../ansible/jinja/dates.ts'
import { JinjaError } from '../ansible/jinja/error.ts'
import { formatText } from '../ansible/jinja/format-text.ts'
import { Passed } from '../ansible/jinja/passed.ts'
import { InputError } from '../errors.ts'

/** A template file: its absolute path, and the name by which it was requested. */
export interface NamedTemplate {
  readonly file: string
  readonly name: string
}

/**
 * Returns the variables that Ansible adds for a template, by name. `managed` is the setting `ansible_managed`. Throws
 * InputError if it cannot be formatted. Source: ansible-core 2.14, `generate_ansible_template_vars`.
 */
export function templateVariables(
  { file, name }: NamedTemplate,
  managed: string,
): Readonly<Record<string, unknown>> {
  const { mtime } = statSync(file)
  const host = hostname()
  const uid = userInfo().username
  return {
    ansible_managed: managedText(managed, { host, uid, file: name }, mtime),
    template_host: host,
    template_uid: uid,
    template_path: name,
    template_fullpath: file,
    template_mtime: ofLocalTime(mtime),
    // Constant during a run, so that the check after an apply finds no difference.
    template_run_date: ofLocalTime(new Date(performance.timeOrigin)),
  }
}

function managedText(managed: string, about: Readonly<Record<string, string>>, changed: Date): string {
  try {
    const given = { positional: [], named: new Map(Object.entries(about)) }
    const text = formatText(managed, new Passed('ansible_managed', given))
    return String(formatDate(changed, text, false))
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error
    throw new InputError(`the setting \`ansible_managed\` cannot be formatted: ${error.message}`, {
      cause: error,
      hint: 'in `ansible.cfg`, use only `{host}`, `{uid}`, `{file}` and the formats of times such as `%Y`',
    })
  }
}

/** Returns a time as in Jinja: without a time zone, as the clock of the controller shows it. */
function ofLocalTime(date: Date): Date {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
}
