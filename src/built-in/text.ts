/** For the built-in task types: edits of text files. It may change at any time. */
export { floatJson } from '../base/float-json.ts'
export { pythonJson } from '../functions/python/json.ts'
export { nameForSource, readSourceLine, withoutSource, withSource } from '../task-lib/text/apt-sources.ts'
export { editKeys, keyFault, parseKeys } from '../task-lib/text/authorized-keys.ts'
export { commaList } from '../task-lib/text/comma-list.ts'
export { deb822Text } from '../task-lib/text/deb822.ts'
export { type BlockEdit, editBlock } from '../task-lib/text/edit-block.ts'
export { editIni, type IniEdit } from '../task-lib/text/edit-ini.ts'
export { editLines, type LineEdit, whyNotIdempotent } from '../task-lib/text/edit-lines.ts'
export { editPam, type PamEdit } from '../task-lib/text/edit-pam.ts'
export { EncodingError, encodeText } from '../task-lib/text/encode-text.ts'
export { TEXT_ENCODINGS, textIn, textOf } from '../task-lib/text/file-text.ts'
export { withFstabEntry, withoutFstabEntry } from '../task-lib/text/fstab.ts'
export {
  type ModuleFile,
  moduleLoadEdits,
  moduleOptionEdits,
  moduleSettings,
  plainModule,
} from '../task-lib/text/kernel-modules.ts'
export { editKnownHosts, namesHost, readKnownHosts } from '../task-lib/text/known-hosts.ts'
export { joinLines, splitLines } from '../task-lib/text/lines.ts'
export { PAM_TYPES, splitPamArgs } from '../task-lib/text/pam-service.ts'
export {
  editHba,
  HBA_TYPES,
  HBA_WORD,
  type HbaEdit,
  type HbaRule,
  hbaRules,
  hbaSource,
} from '../task-lib/text/pg-hba.ts'
export { type Replacement, replaceMatches } from '../task-lib/text/replace-matches.ts'
export { setKernelSetting, settingPath } from '../task-lib/text/sysctl-conf.ts'
export { withoutRepo, withRepo } from '../task-lib/text/yum-repos.ts'
