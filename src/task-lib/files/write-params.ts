import { z } from 'zod'
import { flag, hostPath, mode, text } from '../../authoring/params.ts'

/** The param `dest` of task types that put a file at a path, or into a directory. */
export function destParam(example: string) {
  return hostPath()
    .describe('Destination path. If it is a directory or ends in `/`, the file is placed inside it.')
    .meta({ examples: [example] })
}

/** The param `mode` of task types whose file can have the mode of what it is made from. */
export function preservedModeParam(from: string) {
  return z
    .union([z.literal('preserve'), mode()])
    .optional()
    .describe(
      `File mode; \`preserve\` uses the mode of the ${from}. If omitted, existing files keep their mode and new files get \`0644\`.`,
    )
    .meta({ examples: ['0600', 'preserve'] })
}

/** The param `backup` of task types that replace a file. */
export const backupParam = flag()
  .default(false)
  .describe('Keep a backup of the old file in the same folder.')
  .meta({ examples: [true] })

/** The key of a result with the backup of a file that was replaced, described. */
export const BACKUP_OUTPUTS = {
  backup_file: 'The path of the backup of the old file, if one was made.',
} as const

/** The keys of a result with the backups of files that were replaced, described. */
export const BACKUPS_OUTPUTS = {
  ...BACKUP_OUTPUTS,
  backup_files: 'The paths of the backups of the old files, if several were made.',
} as const

/** The param `follow` of task types that write a whole file to `dest`. */
export const followParam = flag()
  .default(false)
  .describe(
    'If `dest` is a symlink, write to its target instead of replacing the link. If another user owns the link, it is followed only if that user also owns the target.',
  )
  .meta({ examples: [true] })

/** The param `validate` of task types that replace a file. `command` is what it accepts. */
export function validateParam(example: string, command = commandWithPath()) {
  return command
    .optional()
    .describe(
      'Command that validates the new file before it replaces the old one. `%s` stands for the path of the new file.',
    )
    .meta({ examples: [example] })
}

function commandWithPath() {
  return text().superRefine((value, context) => {
    if (value.includes('%s')) return
    context.addIssue({
      code: 'custom',
      message: 'expected a command with `%s`, the path of the new file',
      params: { ansibleMessage: `validate must contain %s: ${value}` },
    })
  })
}
