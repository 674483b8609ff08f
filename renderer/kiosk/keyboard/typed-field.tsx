import { useTranslation } from 'react-i18next';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField } from 'react-aria-components/TextField';
import { Icon } from '../../ui/icons.tsx';
import { inGroups } from './in-groups.ts';
import './typed-field.css';

export interface TypedFieldProps {
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly submit: () => void;
  /** The sentence for what is wrong, beside the field. */
  readonly fault?: string | undefined;
  /** Sizes of the groups a long number is shown in. */
  readonly groups?: readonly number[];
}

/** One line that screen keys and real keys write to. The browser remembers, corrects and suggests nothing. */
export function TypedField({ label, value, change, submit, fault, groups = [] }: TypedFieldProps) {
  const { t } = useTranslation();
  return (
    <TextField
      className="typed"
      value={inGroups(value, groups)}
      onChange={(text) => change(groups.length === 0 ? text : text.replaceAll(' ', ''))}
      isInvalid={fault !== undefined}
      autoComplete="off"
      inputMode="none"
      autoFocus
      onKeyDown={(event) => event.key === 'Enter' && submit()}
    >
      <Label className="typed-label">{label}</Label>
      <Input className="typed-input" spellCheck={false} autoCorrect="off" autoCapitalize="off" data-private />
      {fault === undefined ? (
        <p className="typed-note">{value === '' || groups.length === 0 ? '\u00A0' : t('identify.digits', { count: [...value].length })}</p>
      ) : (
        <FieldError className="typed-fault">
          <Icon name="look" />
          {fault}
        </FieldError>
      )}
    </TextField>
  );
}
