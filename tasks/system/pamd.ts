/**
 * A rule of a PAM service, such as one in /etc/pam.d/common-auth.
 *
 *     - pamd:
 *         name: su
 *         type: auth
 *         control: sufficient
 *         module_path: pam_rootok.so
 *         state: after
 *         new_type: auth
 *         new_control: required
 *         new_module_path: pam_wheel.so
 *         module_arguments: use_uid
 *       guard: 60
 */
import { posix } from 'node:path'
import { defineTask, hostPath, text, Unknown, z } from '../../src/authoring/task.ts'
import {
  backupParam,
  EDITED_FILE_OUTPUTS,
  type Edited,
  explainFiles,
  planEditedFile,
  putEditedFile,
} from '../../src/built-in/files.ts'
import { absolutePath, mayChangeFiles, omitUndefined } from '../../src/built-in/params.ts'
import { commaList, editPam, PAM_TYPES, type PamEdit, splitPamArgs, textOf } from '../../src/built-in/text.ts'

const CONTROL = /^(\[\s*[a-z_]+\s*=\s*([a-z]+|\d+)(\s+[a-z_]+\s*=\s*([a-z]+|\d+))*\s*\]|[a-z]+)$/

const type = () => z.enum(PAM_TYPES)

const control = () =>
  text().refine(
    given => CONTROL.test(given),
    'expected a control such as `required` or `[success=1 default=ignore]`',
  )

const modulePath = () => text().refine(path => /^[^\s#[\]]+$/.test(path), 'expected the path of a module')

const params = z
  .strictObject({
    name: text()
      .refine(
        name => /^[^/\0]+$/.test(name) && name !== '.' && name !== '..',
        'expected the name of a service',
      )
      .describe('Name of the service, which is the name of its file in `path`.')
      .meta({ examples: ['common-auth'] }),
    type: type()
      .describe(
        'Type of the rules to edit. A rule matches only if its type, `control` and `module_path` are the same.',
      )
      .meta({ examples: ['auth'] }),
    control: control()
      .describe('Control of the rules to edit.')
      .meta({ examples: ['required', '[success=1 default=ignore]'] }),
    module_path: modulePath()
      .describe('Module of the rules to edit.')
      .meta({ examples: ['pam_unix.so'] }),
    state: z
      .enum(['updated', 'before', 'after', 'args_present', 'args_absent', 'absent'])
      .default('updated')
      .describe(
        'What to do with the matching rules: change them, insert a new rule before or after them, add or remove arguments, or remove the rules.',
      )
      .meta({ examples: ['after'] }),
    new_type: type()
      .optional()
      .describe('Type of the new rule, or the new type of the matching rules.')
      .meta({ examples: ['auth'] }),
    new_control: control()
      .optional()
      .describe('Control of the new rule, or the new control of the matching rules.')
      .meta({ examples: ['sufficient'] }),
    new_module_path: modulePath()
      .optional()
      .describe('Module of the new rule, or the new module of the matching rules.')
      .meta({ examples: ['pam_faillock.so'] }),
    module_arguments: commaList(
      text().refine(
        given => !/[#\r\0]/.test(given),
        'expected arguments without `#`, which begins a comment',
      ),
    )
      .transform(all => all.flatMap(splitPamArgs))
      .optional()
      .describe(
        'Arguments of the module. With `updated`, they replace the arguments of the rules, and an empty text removes all of them. With `args_present`, `key=value` replaces an argument with the same key.',
      )
      .meta({ examples: [['use_uid'], ['deny=3', 'unlock_time=600']] }),
    path: hostPath()
      .default('/etc/pam.d')
      .describe('Directory that contains the files of the services.')
      .meta({ examples: ['/etc/pam.d'] }),
    backup: backupParam,
  })
  .refine(({ state, module_arguments }) => !state.startsWith('args_') || module_arguments !== undefined, {
    path: ['module_arguments'],
    message: 'expected the arguments to add or remove',
  })
  .refine(
    ({ state, new_type, new_control, new_module_path }) =>
      (state !== 'before' && state !== 'after') ||
      (new_type !== undefined && new_control !== undefined && new_module_path !== undefined),
    {
      path: ['state'],
      message: '`before` and `after` need `new_type`, `new_control` and `new_module_path`',
    },
  )

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Edits, adds or removes rules of a PAM service.',
  example: `- pamd:
    name: su
    type: auth
    control: sufficient
    module_path: pam_rootok.so
    state: after
    new_type: auth
    new_control: required
    new_module_path: pam_wheel.so
    module_arguments: use_uid
  guard: 60
`,
  params,
  outputs: {
    ...EDITED_FILE_OUTPUTS,
    change_count: 'The number of rules that were changed, added or removed.',
    backupdest: 'The path of the backup of the old file, or an empty text if none was made.',
  },
  check: async ({ params, ...context }) =>
    planEditedFile(context, {
      path: await absolutePath(context.host, fileOf(params)),
      // Never a removal: a missing file is an error, because the effective rules are then unknown.
      isRemoval: false,
      options: { backup: params.backup },
      edit: old => edit(old, params),
      outputs: edited => ({
        change_count: edited instanceof Unknown ? edited : (edited.found ?? 0),
        backupdest: '',
      }),
    }),
  explain: explainFiles,
  mayChange: ({ host, params }) => mayChangeFiles(host, [fileOf(params)]),
  apply: ({ host, project, plan }) => putEditedFile(host, project, plan),
})

function fileOf({ path, name }: Params): string {
  return posix.join(path, name)
}

const NOT_IDEMPOTENT = {
  why: 'the new rule would match again',
  hint: 'a rule cannot be inserted next to rules of the same type, control and module',
}

function edit(old: Buffer, params: Params): Edited {
  const { text, inFile, toBytes } = textOf(old)
  const wanted: PamEdit = {
    rule: { type: params.type, control: params.control, path: inFile(params.module_path) },
    state: params.state,
    next: omitUndefined({
      type: params.new_type,
      control: params.new_control,
      path: inFile(params.new_module_path),
    }),
    args: params.module_arguments?.map(arg => inFile(arg)),
  }
  const edited = editPam(text, wanted)
  const isNotIdempotent = editPam(edited.text, wanted).count !== 0
  return {
    notIdempotent: isNotIdempotent ? NOT_IDEMPOTENT : undefined,
    bytes: edited.count === 0 ? old : toBytes(edited.text),
    message: String(edited.count || ''),
    found: edited.count,
  }
}
