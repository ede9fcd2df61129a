// repartee/dialogs - the questions that every program asks: yes or no, a line of text, one of several, or just something to read.
// Ordinary components on the public ground, to be embedded, called, or asked over the page by the effects of the same name.
// Their look is a few lines of the base style, which any rule of the program's own overrides (classes `rp-dialog…`).
export { Choose, choose } from './choose.tsx'
export type { Chooser, ChooseProps, ChooseWords, Option, ValueOf } from './choose.tsx'
export { Confirm, confirm } from './confirm.tsx'
export type { ConfirmProps, ConfirmWords } from './confirm.tsx'
export { Info, info } from './info.tsx'
export type { InfoProps, InfoWords } from './info.tsx'
export { Prompt, prompt } from './prompt.tsx'
export type { PromptProps, PromptWords } from './prompt.tsx'
