import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import './switch-row.css';

export interface SwitchRowProps<Value extends string> {
  readonly title: string;
  readonly value: Value;
  /** Value and its word; the first is the state of a hall where nothing is wrong. */
  readonly choices: readonly (readonly [Value, string])[];
  readonly choose: (value: Value) => void;
}

/** One thing of the hall and the states it can be put into, all in sight. */
export function SwitchRow<Value extends string>({ title, value, choices, choose }: SwitchRowProps<Value>) {
  const usual = choices[0]?.[0];
  return (
    <div className="switch-row" data-usual={value === usual}>
      <span className="switch-title">{title}</span>
      <ToggleButtonGroup
        className="switch-choices"
        aria-label={title}
        disallowEmptySelection
        selectedKeys={[value]}
        onSelectionChange={(keys) => {
          const next = choices.find(([candidate]) => keys.has(candidate));
          if (next !== undefined) choose(next[0]);
        }}
      >
        {choices.map(([candidate, word]) => (
          <ToggleButton className="switch-choice" id={candidate} key={candidate}>
            {word}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}
