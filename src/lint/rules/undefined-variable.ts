import { GIVEN_NAMES } from '../../base/builtin-names.ts'
import { editDistance, suggest } from '../../base/suggest.ts'
import { isSettingVariable } from '../../engine/variables/setting-names.ts'
import type { Place } from '../../errors.ts'
import { HELPERS } from '../../functions/table.ts'
import type { DefinedBy } from '../project/definitions.ts'
import type { LintProject } from '../project/lint-project.ts'
import { type NameRead, namesReadBy, namesReadIn as namesReadInValue } from '../project/names-read.ts'
import type { Rule } from '../project/rule.ts'

export const undefinedVariable: Rule = {
  name: 'undefined-variable',
  level: 'error',
  about:
    'A variable that a play, or a template that it names, reads and that nothing in the project defines. If the project does not have the inventory of its runs, or not all of its roles, only names that differ by one letter from a defined name are reported. Names with a `default`, or whose existence is tested, are not reported.',
  reason:
    'Such a variable either stops the run before any host is contacted, or makes the task fail when the run reaches it. Usually, the name is misspelt.',
  examples: {
    bad: `
- hosts: web
  vars:
    site_port: 8080
  tasks:
    - name: Show where the site is
      debug: { msg: "The site is at {{inventory_hostname}}:{{site_prot}}, not at {{site_port}}" }
`,
    good: `
- hosts: web
  vars:
    site_port: 8080
  tasks:
    - name: Show where the site is
      debug: { msg: "The site is at {{inventory_hostname}}:{{site_port}}" }
`,
  },
  find: function* (project) {
    if (project.encrypted.length > 0) return
    const defined = new Set(project.definitions.map(({ name }) => name))
    for (const { name, place, namedAt } of namesReadIn(project)) {
      if (defined.has(name) || isGiven(name) || project.isOptional(name)) continue
      const near = suggest(name, defined)
      if (!project.isClosed && !isSlip(name, near)) continue
      yield {
        place,
        ...(namedAt === undefined ? {} : { namedAt }),
        message: `nothing in the project defines the variable \`${name}\``,
        hint: near === undefined ? WITHOUT_NEAR : `did you mean \`${near}\`?`,
      }
    }
  },
}

const WITHOUT_NEAR = 'define it; if `-e` sets it, give it a default, or allow it in a comment'

/** A variable that is read; in a template also the place of the task that names the template. */
interface Read extends NameRead {
  readonly namedAt?: Place
}

/**
 * Returns the variables that steps, templates and values of variables read, if a play of the project reaches them.
 */
function* namesReadIn({ steps, templates, definitions, above }: LintProject): Iterable<Read> {
  for (const step of steps) if (above(step).isComplete) yield* namesReadBy(step)
  for (const { names, step, place: namedAt } of templates)
    if (above(step).isComplete) for (const read of names) yield { ...read, namedAt }
  for (const { by, value, level } of definitions) {
    const isReached = level === undefined ? OF_FILES.includes(by) : above(level).isComplete
    if (value !== undefined && isReached) yield* namesReadInValue(value)
  }
}

/** Definitions outside of plays and steps that are part of every run. */
const OF_FILES: readonly DefinedBy[] = ['inventory', 'file']

function isGiven(name: string): boolean {
  const isDrovers = GIVEN_NAMES.has(name) || OTHERS.includes(name) || Object.hasOwn(HELPERS, name)
  return isDrovers || isSettingVariable(name)
}

/** Variables that Drover sets only in some places, or that are set for it. */
const OTHERS = [
  ...['facts', 'item', 'environment', 'address', 'project_dir', 'inventory_file'],
  ...['role_name', 'role_names', 'role_path'],
]

/** Returns whether a name differs by one letter from a defined one. */
function isSlip(name: string, near: string | undefined): boolean {
  return near !== undefined && name.length >= 6 && editDistance(name, near) === 1
}
