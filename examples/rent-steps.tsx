// The steps of a wizard: each a small form that answers with what was said, once it is right.
// What is typed is noted at once: so it is still there after Back, and after a reload.
import { answer, back, component, type Creator, type Fields, type FieldValue, type Node } from 'repartee'
import {
  blank,
  check,
  Field,
  fieldsOf,
  Problems,
  type Form,
  type InputOf,
  type Schema,
  type Values,
} from 'repartee/forms'
import * as z from 'zod'

const Who = z.object({
  name: z.string().trim().min(2, 'Your name, please.'),
  email: z.email('An address, please.'),
})
const When = z.object({
  day: z.iso.date('On which day?'),
  hours: z.number('For how long?').min(1, 'An hour at least.').max(12, 'Twelve hours at most.'),
})
const Which = z.object({
  kind: z.enum(['city', 'cargo', 'tandem'], 'Choose one.'),
  helmet: z.string().min(1, 'A size, please.'),
})
