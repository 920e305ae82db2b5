import { z } from 'zod'
import { flag, hostPath, mode, text } from '../../authoring/params.ts'

/** The param `dest` of task types that write a file to a path or into a directory. */
export function destParam(example: string) {
  return hostPath()
    .describe('Destination path. If it is a directory or ends in `/`, the file is placed inside it.')
    .meta({ examples: [example] })
}

/** The param `mode` of task types whose file can keep the mode of its source. */
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

/** Description of the output with the backup of a replaced file. */
export const BACKUP_OUTPUTS = {
  backup_file: 'The path of the backup of the old file, if one was made.',
} as const

/** Descriptions of the outputs with the backups of replaced files. */
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

/** The param `validate` of task types that replace a file. `command` is the schema of its value. */
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
