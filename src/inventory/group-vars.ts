import { InputError, type Source } from '../errors.ts'
import { describe } from '../yaml/describe.ts'
import { readVars } from '../yaml/variables.ts'
import { checkLogin } from './host-name.ts'
import { groupOf, type Tree } from './tree.ts'

/** Sets the variables of a group from a map. `title` names the file in errors. Throws InputError. */
export function setGroupVars(tree: Tree, name: string, source: Source, title: string): void {
  const group = groupOf(tree, name)
  const vars = new Map(readVars(source, `\`vars\` of \`${name}\``))
  const priority = vars.get('ansible_group_priority')
  if (priority) {
    vars.delete('ansible_group_priority')
    const value = priority.kind === 'scalar' ? Number(priority.value ?? Number.NaN) : Number.NaN
    if (!Number.isInteger(value)) {
      throw new InputError(`\`ansible_group_priority\` must be a whole number, got ${describe(priority)}`, {
        place: priority.place,
      })
    }
    group.priority = value
  }
  checkLogin(vars)
  if (vars.size > 0) group.layers.push({ title: `${title}, group ${name}`, vars })
}
