import { useTranslation } from 'react-i18next';
import type { Language } from '../../i18n/catalogue.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { Key } from '../../ui/key.tsx';
import type { Preferences } from '../preferences.ts';
import './foot.css';

export interface FootProps {
  readonly back: (() => void) | null;
  readonly preferences: Preferences;
  readonly change: (preferences: Preferences) => void;
  readonly callStaff: (() => void) | null;
  readonly landscape: boolean;
}

/** Always here, always in the same place, reachable from a wheelchair. */
export function Foot({ back, preferences, change, callStaff, landscape }: FootProps) {
  const { t, i18n } = useTranslation();
  const { elder, contrast, reachDown } = preferences;
  const other: Language = i18n.language === 'en' ? 'zh-CN' : 'en';
  return (
    <footer className="foot" role="toolbar" aria-label={t('foot.label')}>
      <FootKey icon="back" word={t('foot.back')} onPress={back} />
      <FootKey icon="elder" word={t(elder ? 'foot.elder-off' : 'foot.elder')} onPress={() => change({ ...preferences, elder: !elder })} />
      <FootKey
        icon="contrast"
        word={t(contrast === 'high' ? 'foot.contrast-off' : 'foot.contrast')}
        onPress={() => change({ ...preferences, contrast: contrast === 'high' ? 'normal' : 'high' })}
      />
      {landscape ? null : (
        <FootKey icon="reach" word={t(reachDown ? 'foot.reach-off' : 'foot.reach')} onPress={() => change({ ...preferences, reachDown: !reachDown })} />
      )}
      <FootKey icon="language" word={t('language.other')} lang={other} onPress={() => void i18n.changeLanguage(other)} />
      <FootKey icon="help" word={t('foot.help')} onPress={callStaff} strong />
    </footer>
  );
}

interface FootKeyProps {
  readonly icon: IconName;
  readonly word: string;
  readonly onPress: (() => void) | null;
  readonly lang?: string;
  readonly strong?: boolean;
}

function FootKey({ icon, word, onPress, lang, strong = false }: FootKeyProps) {
  return (
    <Key className={strong ? 'foot-key foot-key-strong' : 'foot-key'} tone="bare" isDisabled={onPress === null} onPress={() => onPress?.()}>
      <Icon name={icon} />
      <span lang={lang}>{word}</span>
    </Key>
  );
}
