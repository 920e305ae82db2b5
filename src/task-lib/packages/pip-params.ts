import { z } from 'zod'
import { flag, hostPath, oneOrMore, text } from '../../authoring/params.ts'
import { notBoth } from '../not-both.ts'
import { umaskParam } from '../umask-param.ts'
import { wordsParam } from '../words-param.ts'

/** The params of the task type `pip`. */
export const pipParams = z
  .strictObject({
    name: oneOrMore(
      text().refine(name => !/[\0\r\n]/.test(name) && !name.startsWith('-'), 'expected a requirement'),
    )
      .optional()
      .describe('Requirements: names with or without versions, paths on the host, or URLs.')
      .meta({ examples: [['flask>=2,<3', 'gunicorn']] }),
    version: text()
      .refine(version => version.trim() !== '', 'expected a version')
      .optional()
      .describe(
        'Version of the package, or a comparison such as `>=1.2`. Only if `name` has exactly one package.',
      )
      .meta({ examples: ['1.4.2'] }),
    requirements: text()
      .optional()
      .describe('Path of a requirements file on the host, absolute or relative to `chdir`.')
      .meta({ examples: ['/srv/app/requirements.txt'] }),
    state: z
      .enum(['present', 'absent', 'latest', 'forcereinstall'])
      .default('present')
      .describe(
        '`latest` upgrades to the newest versions in the package index. If pip is older than 22.2, this counts as a change on every run. `forcereinstall` installs again on every run. The same is true of paths, URLs and `editable`.',
      )
      .meta({ examples: ['latest'] }),
    virtualenv: text()
      .optional()
      .describe(
        'Path of a virtual environment, absolute or relative to `chdir`. It is created if it does not exist.',
      )
      .meta({ examples: ['/srv/app/venv'] }),
    virtualenv_command: wordsParam('expected a command with its quotes closed')
      .default('virtualenv')
      .describe('The command that creates the virtual environment.')
      .meta({ examples: ['python3 -m venv'] }),
    virtualenv_python: text()
      .optional()
      .describe(
        'The Python for a new virtual environment that `virtualenv` creates. To choose the Python for `-m venv`, put it into `virtualenv_command`.',
      )
      .meta({ examples: ['python3.11'] }),
    virtualenv_site_packages: flag()
      .default(false)
      .describe("Give a new virtual environment access to the system's packages.")
      .meta({ examples: [true] }),
    executable: text()
      .optional()
      .describe('Name or path of pip. Default: `pip3` or `pip`.')
      .meta({ examples: ['pip3.11'] }),
    editable: flag()
      .default(false)
      .describe('Install in editable mode (`-e`).')
      .meta({ examples: [true] }),
    extra_args: wordsParam('expected options with their quotes closed')
      .optional()
      .describe(
        'Additional options of pip. Put passwords into `environment` instead, for example as `PIP_INDEX_URL`, because other users can see arguments.',
      )
      .meta({ examples: ['--no-deps'] }),
    chdir: hostPath()
      .optional()
      .describe('Directory in which to start pip.')
      .meta({ examples: ['/srv/app'] }),
    umask: umaskParam('0022')
      .optional()
      .describe('The umask with which packages are installed.')
      .meta({ examples: ['0022'] }),
  })
  .refine(({ name, requirements }) => (name === undefined) !== (requirements === undefined), {
    path: ['name'],
    message: 'expected one of `name` and `requirements`',
  })
  .refine(...notBoth('virtualenv', 'executable'))
  .refine(({ version, state }) => version === undefined || state !== 'latest', {
    path: ['version'],
    message: 'cannot be combined with `state: latest`',
  })
  .refine(
    ({ version, name }) => version === undefined || (name?.length === 1 && !/[=<>!~]/.test(name[0] ?? '')),
    {
      path: ['version'],
      message: 'needs one package in `name`, without a version of its own',
    },
  )
  .refine(
    ({ virtualenv_python, virtualenv_command }) =>
      !virtualenv_python || !/-m venv|pyvenv/.test(virtualenv_command),
    {
      path: ['virtualenv_python'],
      message: 'is not for `-m venv`: name the Python in `virtualenv_command`',
    },
  )

/** The validated params of `pip`. */
export type PipParams = z.output<typeof pipParams>
