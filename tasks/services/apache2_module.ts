/**
 * Enables or disables a module of Apache on Debian and similar systems.
 *
 *     - apache2_module:
 *         name: rewrite
 *       notify: restart apache
 */
import {
  defineTask,
  flag,
  inSync,
  type Probe,
  plan,
  probe,
  type ReadHost,
  sh,
  TaskError,
  text,
  z,
} from '../../src/authoring/task.ts'
import { requireProgram } from '../../src/built-in/host.ts'

const params = z.strictObject({
  name: text()
    .refine(name => /^[A-Za-z0-9][\w.+-]*$/.test(name), 'expected the name of a module, such as `rewrite`')
    .describe('Name of the module, in the form that a2enmod accepts.')
    .meta({ examples: ['rewrite'] }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .describe('Whether the module is enabled.')
    .meta({ examples: ['absent'] }),
  force: flag()
    .default(false)
    .describe('Also disable a module that Debian warns against disabling.')
    .meta({ examples: [true] }),
})

export default defineTask({
  summary: 'Enables or disables a module of Apache on Debian and similar systems.',
  example: `- apache2_module:
    name: rewrite
`,
  params,
  outputs: { result: 'The text `Module NAME enabled` or `Module NAME disabled`.' },
  check: async ({ host, params: { name, state } }) => {
    const wanted = state === 'present'
    const now = await host.ask(moduleState(name))
    const result = `Module ${name} ${wanted ? 'enabled' : 'disabled'}`
    if ((now === 'enabled') === wanted) return inSync({ result })
    if (now === 'missing')
      throw new TaskError(`Apache has no module \`${name}\``, {
        hint: 'in an earlier task, install the package that contains it; /etc/apache2/mods-available lists the modules',
      })
    if (wanted && name === 'cgi') await refuseCgi(host)
    const change = {
      resource: `apache2-module:${name}`,
      action: wanted ? 'enable' : 'disable',
      before: { enabled: !wanted },
      after: { enabled: wanted },
    }
    // a2enmod also enables the modules that this one needs.
    return { ...plan([change], undefined, { result }), mayChange: LINKS }
  },
  mayChange: ({ params }) => [{ resource: `apache2-module:${params.name}` }, ...LINKS],
  apply: async ({ host, params: { name, state, force } }) => {
    const command = state === 'present' ? ['a2enmod'] : ['a2dismod', ...(force ? ['-f'] : [])]
    await host.run(sh`LC_ALL=C ${command} -q -- ${name}`, { title: `${command.join(' ')} ${name}` })
  },
})

const LINKS = [{ resource: 'file:/etc/apache2/mods-enabled', isWhole: true }]

const REMEDY =
  'this task type supports Debian and similar systems; install the package `apache2` in an earlier task'

/** Returns a probe for whether a module is enabled, disabled or missing. */
function moduleState(name: string): Probe<'enabled' | 'disabled' | 'missing'> {
  return probe({
    title: `state of the Apache module ${name}`,
    script: sh`${requireProgram('a2enmod', REMEDY)}
cd /etc/apache2
if test -e ${`mods-enabled/${name}.load`}; then echo enabled
elif test -e ${`mods-available/${name}.load`}; then echo disabled
else echo missing; fi`,
    own: {
      resource: `apache2-module:${name}`,
      after: ({ after }) => (after?.enabled === true ? 'enabled' : 'disabled'),
    },
    parse: ({ stdout }) => z.enum(['enabled', 'disabled', 'missing']).parse(stdout.toString().trim()),
  })
}

/** Throws TaskError if `mpm_prefork` is not enabled: with threads, a2enmod enables `cgid` instead of `cgi`. */
async function refuseCgi(host: ReadHost): Promise<void> {
  if ((await host.ask(moduleState('mpm_prefork'))) === 'enabled') return
  throw new TaskError('`cgi` needs the module `mpm_prefork`, which is not enabled', {
    hint: 'use `cgid`, or enable `mpm_prefork` in an earlier task',
  })
}
