/**
 * A program that stands for a common command, among several ones: a link that `update-alternatives` keeps.
 *
 *     - alternatives:
 *         name: editor
 *         path: /usr/bin/vim.basic
 */
import { defineTask, inSync, pathExists, plan, sh, TaskError } from '../../src/authoring/task.ts'
import { joinShell } from '../../src/built-in/host.ts'
import { absolutePath, escapeGlob } from '../../src/built-in/params.ts'
import {
  type AlternativesPlan,
  alternativesGroup,
  alternativesParams,
  alternativesResource,
  groupChange,
  planAlternative,
  predictGroup,
} from '../../src/built-in/system.ts'

export default defineTask({
  summary: 'Adds, selects or removes an alternative, as update-alternatives does.',
  example: `- alternatives:
    name: editor
    path: /usr/bin/vim.basic
`,
  params: alternativesParams,
  aliases: { slaves: 'subcommands' },
  outputs: {},
  check: async ({ host, params }) => {
    const path = params.path === undefined ? undefined : await absolutePath(host, params.path)
    const [group, isThere] = await Promise.all([
      host.ask(alternativesGroup(params.name)),
      path === undefined || params.state === 'absent' ? true : host.ask(pathExists(escapeGlob(path))),
    ])
    if (group === undefined)
      throw new TaskError('the host has no `update-alternatives`', {
        hint: 'install it in an earlier task (on hosts of Red Hat the package is `alternatives`)',
      })
    const data = await planAlternative(host, params, { path, group, isThere })
    const messages = messagesOf(data, params.name)
    const outputs = { msg: messages.join(' ') }
    if (messages.length === 0) return inSync(outputs)
    const next = predictGroup(group, data)
    const planned = plan<AlternativesPlan>(
      [groupChange(params.name, { group, next, path, data })],
      data,
      outputs,
    )
    return {
      ...planned,
      predicts: [
        {
          resource: alternativesResource(params.name),
          action: 'set',
          after: { group: JSON.stringify(next) },
        },
      ],
    }
  },
  mayChange: ({ params: { name } }) => [
    { resource: `alternative:${name}` },
    { resource: alternativesResource(name) },
  ],
  apply: async ({ host, params: { name }, plan: { data, outputs } }) => {
    const { installs, selects, goesAuto, removes } = data
    const commands = [
      ...(installs ? [installWords(name, installs)] : []),
      ...(selects === undefined ? [] : [['--set', name, selects]]),
      ...(goesAuto ? [['--auto', name]] : []),
      ...(removes === undefined ? [] : [['--remove', name, removes]]),
    ]
    const steps = commands.map(words => sh`LC_ALL=C update-alternatives ${words}`)
    await host.run(joinShell(steps, ' && '), { title: `set the alternatives of ${name}` })
    return outputs
  },
})

function messagesOf({ installs, selects, goesAuto, removes }: AlternativesPlan, name: string): string[] {
  const group = `'${name}'`
  return [
    ...(installs ? [`Install alternative '${installs.path}' for ${group}.`] : []),
    ...(selects === undefined ? [] : [`Set alternative '${selects}' for ${group}.`]),
    ...(goesAuto ? [`Set alternative to auto for ${group}.`] : []),
    ...(removes === undefined ? [] : [`Remove alternative '${removes}' from ${group}.`]),
  ]
}

function installWords(name: string, alternative: NonNullable<AlternativesPlan['installs']>): string[] {
  const { link, path, priority, family, subcommands } = alternative
  return [
    '--install',
    link,
    name,
    path,
    String(priority),
    ...(family === undefined ? [] : ['--family', family]),
    ...subcommands.flatMap(each => ['--slave', each.link, each.name, each.path]),
  ]
}
