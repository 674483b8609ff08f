import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icons.tsx';
import { Key } from '../../ui/key.tsx';
import './keyboard.css';

/** Rows of keys as on every keyboard and phone; a space is a gap, so that the pad keeps its shape. */
export const KEY_ROWS = {
  letters: ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'],
  'id-number': ['123', '456', '789', 'X0'],
  phone: ['123', '456', '789', ' 0'],
  passport: ['1234567890', 'QWERTYUIOP', 'ASDFGHJKL', 'ZXCVBNM'],
  // GB 32100 leaves out I, O, S, V and Z, which are mistaken for digits.
  'credit-code': ['1234567890', 'QWERTYUP', 'ADFGHJKL', 'XCBNM'],
} as const satisfies Record<string, readonly string[]>;

export type KeyRows = keyof typeof KEY_ROWS;

export interface KeyboardProps {
  readonly rows: KeyRows;
  readonly type: (character: string) => void;
  readonly erase: () => void;
}

/** The screen's own keys; a keyboard on the cable works beside them. Delete stands at the end of the last row. */
export function Keyboard({ rows, type, erase }: KeyboardProps) {
  const { t } = useTranslation();
  const lines: readonly string[] = KEY_ROWS[rows];
  return (
    <div className="keyboard" data-rows={rows} role="group" aria-label={t('identify.keyboard')}>
      {lines.map((line, index) => (
        <div className="keyboard-row" key={line}>
          {[...line].map((character) =>
            character === ' ' ? (
              <span className="keyboard-gap" key={character} />
            ) : (
              <Key className="keyboard-key" repeats key={character} onPress={() => type(character)}>
                {character.toUpperCase()}
              </Key>
            ),
          )}
          {index === lines.length - 1 ? (
            <Key className="keyboard-key keyboard-delete" repeats label={t('identify.delete')} onPress={erase}>
              <Icon name="delete" />
            </Key>
          ) : null}
        </div>
      ))}
    </div>
  );
}
