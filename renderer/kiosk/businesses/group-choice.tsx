import { useTranslation } from 'react-i18next';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import type { KioskBusiness } from '#contracts/terminal/kiosk-contract.ts';
import { groupName } from '../../ui/names.ts';
import './group-choice.css';

export const ALL = '';

export interface GroupChoiceProps {
  readonly businesses: readonly KioskBusiness[];
  readonly chosen: string;
  readonly choose: (group: string) => void;
}

/** The fields of life, in the hall's own order. */
export function GroupChoice({ businesses, chosen, choose }: GroupChoiceProps) {
  const { t, i18n } = useTranslation();
  const groups = new Map(businesses.map(({ business }) => [business.group, groupName(business, i18n.language)]));
  return (
    <RadioGroup className="group-choice" aria-label={t('home.groups')} value={chosen} onChange={choose} orientation="horizontal">
      <Radio className="group-key" value={ALL}>
        {t('home.all')}
      </Radio>
      {[...groups].map(([group, name]) => (
        <Radio className="group-key" key={group} value={group}>
          {name}
        </Radio>
      ))}
    </RadioGroup>
  );
}
