import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/icons.tsx';
import { Key } from '../../ui/key.tsx';
import { KEY_ROWS, type KeyRows } from './key-rows.ts';
import './keyboard.css';

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
