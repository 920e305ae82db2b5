import { itemsOf } from '../../yaml/describe.ts'
import type { LintProject } from '../project/lint-project.ts'
import { keyword, type LintStep } from '../project/lint-step.ts'
import type { Rule } from '../project/rule.ts'
import { constantText, entriesOf } from '../project/written.ts'

export const idleTags: Rule = {
  name: 'idle-tags',
  level: 'warn',
  about: 'An `include_tasks` or `include_role` with a tag that none of the tasks it includes has.',
  reason:
    'With `--tags`, Drover reads the file but skips all of its tasks, because an include does not pass its tags on to them.',
  examples: {
    bad: `
- hosts: web
  tasks:
    - name: Set up the site
      include_role: { name: site }
      tags: site
`,
    good: `
- hosts: web
  tasks:
    - name: Set up the site
      import_role: { name: site }
      tags: site
`,
  },
  find: function* (project) {
    for (const step of project.steps) {
      const tags = step.keywords.get('tags')
      const key = ['include_tasks', 'include_role'].find(each => keyword(step, each))
      if (!tags || key === undefined || hasApply(step, key)) continue
      const own = itemsOf(tags.value).flatMap(item => constantText(item)?.split(/\s*,\s*/) ?? [])
      const inside = broughtIn(step, project)
      const given = new Set(['always', 'never', ...inside.flatMap(tagsOf)])
      if (inside.length === 0 || own.length === 0 || own.some(tag => given.has(tag))) continue
      if (inside.some(each => tagsOf(each).includes('always'))) continue
      yield {
        place: tags.keyPlace,
        message: `no task that \`${key}\` brings in has the tag \`${own.join('`, `')}\``,
        hint: `use \`${key.replace('include', 'import')}\`, or set \`apply: {tags: …}\``,
      }
    }
  },
}

function hasApply(step: LintStep, key: string): boolean {
  return new Map(entriesOf(keyword(step, key))).has('apply') || step.keywords.has('apply')
}

/** Returns the steps that an include brings in, even if others bring them in too. */
function broughtIn(step: LintStep, { steps, above }: LintProject): LintStep[] {
  return steps.filter(
    each =>
      each !== step && !each.isHandler && !each.enclosing.includes(step) && above(each).levels.has(step),
  )
}

function tagsOf(step: LintStep): string[] {
  const tags = [step, ...step.enclosing].flatMap(level => {
    const written = level.kind === 'play' ? undefined : keyword(level, 'tags')
    return written ? itemsOf(written) : []
  })
  return tags.flatMap(item => constantText(item)?.split(/\s*,\s*/) ?? ['always'])
}
