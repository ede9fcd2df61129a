// repartee/forms - forms that are checked: a schema of any library that keeps Standard Schema says what is wanted, the form's
// state is plain data beside the component's own, and views show fields with their errors so that everybody learns of them.
// Read form.ts and check.ts for the state and how it goes on; fields.ts, field.tsx and problems.tsx for what is seen.
export { blank, check, checkLater } from './check.ts'
export type { Checked } from './check.ts'
export { Field } from './field.tsx'
export type { FieldOption, FieldProps } from './field.tsx'
export { fieldsOf } from './fields.ts'
export type { FieldsOf, FieldState } from './fields.ts'
export type { Form, Values } from './form.ts'
export { Problems } from './problems.tsx'
export type { ProblemsProps } from './problems.tsx'
export type { InputOf, Issue, OutputOf, Schema, Verdict } from './schema.ts'
