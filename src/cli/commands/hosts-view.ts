import { Command } from 'commander'
import { showPlace } from '../../errors.ts'
import type { GroupNode, InventoryView, VariableOrigin } from '../../inventory-view.ts'
import { escapeControlInLine, jsonText, makeStyle, takesColour } from '../../run.ts'
import { textOrJsonOption } from '../options/output-options.ts'
import { type ReachFlags, reachOptionsOf, withInventoryOptions } from '../options/reach-options.ts'
import type { CommandContext } from './command-context.ts'

interface Flags extends ReachFlags {
  readonly output: 'text' | 'json'
  readonly explain?: string
}

/** `run hosts list`, `graph` and `vars`: show the inventory as a run would see it. */
export function hostsViewCommands(context: CommandContext): Command[] {
  const viewed =
    (show: (view: InventoryView, pattern: string, flags: Flags) => Promise<string>) =>
    async (pattern: string, flags: Flags): Promise<void> => {
      const { viewInventory } = await import('../../inventory-view.ts')
      const view = viewInventory(reachOptionsOf(flags), context.masks)
      process.stdout.write(context.masks.mask(`${await show(view, pattern, flags)}\n`))
    }
  const list = command('list', 'List hosts with their groups.').action(viewed(showList))
  const graph = command('graph', 'Show groups and their hosts as a tree.').action(viewed(showGraph))
  const vars = command('vars', 'Show the variables that the inventory sets for hosts.')
    .option('--explain <variable>', 'show where this variable is set, and which values are overridden')
    .addHelpText(
      'after',
      '\nFacts, and variables of playbooks and roles, are not part of the inventory: see `run facts`.\n\nExamples:\n  run hosts vars web1\n  run hosts vars web --explain http_port',
    )
    .action(
      viewed((view, ...given) => (given[1].explain === undefined ? showVars : showOrigins)(view, ...given)),
    )
  return [list, graph, vars]
}

function command(name: string, description: string): Command {
  return withInventoryOptions(
    new Command(name)
      .description(description)
      .argument('[pattern]', 'hosts or groups', 'all')
      .addOption(textOrJsonOption()),
  )
}

async function showList(view: InventoryView, pattern: string, { output }: Flags): Promise<string> {
  const hosts = view.hosts(pattern)
  if (output === 'json') return jsonText({ hosts }, 2)
  const { alignColumns } = await import('../../report/show-values.ts')
  const rows = hosts.map(({ host, groups }) => [host, groups.join(', ')].map(escapeControlInLine))
  return alignColumns(rows).join('\n')
}

async function showGraph(view: InventoryView, pattern: string, { output }: Flags): Promise<string> {
  const graph = view.graph(pattern)
  return output === 'json' ? jsonText(graph, 2) : [graph.group, ...treeLines(graph)].join('\n')
}

function treeLines({ children, hosts }: GroupNode): string[] {
  const branches = [
    ...children.map(child => ({ name: child.group, below: treeLines(child) })),
    ...hosts.map(host => ({ name: host, below: [] })),
  ]
  return branches.flatMap(({ name, below }, index) => {
    const isLast = index === branches.length - 1
    const [branch, stem] = isLast ? ['└── ', '    '] : ['├── ', '│   ']
    return [`${branch}${escapeControlInLine(name)}`, ...below.map(line => `${stem}${line}`)]
  })
}

async function showVars(view: InventoryView, pattern: string, { output }: Flags): Promise<string> {
  const hosts = Object.fromEntries(view.variables(pattern))
  if (output === 'json') return jsonText({ hosts }, 2)
  return (await import('../../report/show-values.ts')).showYaml(hosts)
}

async function showOrigins(view: InventoryView, pattern: string, flags: Flags): Promise<string> {
  const { explain: name = '', output } = flags
  const hosts = view.explain(pattern, name)
  const shown = ({ level, place, value }: VariableOrigin) => ({ value, place: showPlace(place), level })
  if (output === 'json')
    return jsonText({ hosts: Object.fromEntries([...hosts].map(([host, all]) => [host, all.map(shown)])) }, 2)
  const { alignColumns, showInLine } = await import('../../report/show-values.ts')
  const style = makeStyle(takesColour(process.stdout))
  const blocks = [...hosts].map(([host, origins]) => {
    const rows = origins
      .map(shown)
      .map(({ value, place, level }, index) => [
        `  ${index === 0 ? 'used' : 'overridden'}`,
        ...[showInLine(value), place, level].map(escapeControlInLine),
      ])
    const [used, ...others] = rows.length > 0 ? alignColumns(rows) : ['  not set']
    return [style.bold(`${escapeControlInLine(host)}: ${name}`), used, ...others.map(style.dim)].join('\n')
  })
  return blocks.join('\n')
}
