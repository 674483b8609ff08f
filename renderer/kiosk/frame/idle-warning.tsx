import { useTranslation } from 'react-i18next';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Key } from '../../ui/key.tsx';
import './idle-warning.css';

export interface IdleWarningProps {
  readonly seconds: number;
  readonly stay: () => void;
  readonly leave: () => void;
}

/** Asked for at least 20 s before something would be lost; one touch or Escape goes on. */
export function IdleWarning({ seconds, stay, leave }: IdleWarningProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay className="idle-shade" isOpen onOpenChange={stay}>
      <Modal className="idle-box">
        <Dialog role="alertdialog" className="idle" aria-describedby="idle-detail">
          <Heading slot="title" className="headline">
            {t('idle.title')}
          </Heading>
          <p id="idle-detail">{t('idle.detail', { seconds })}</p>
          <Key className="wide-key" tone="next" autoFocus onPress={stay}>
            {t('idle.stay')}
          </Key>
          <Key className="wide-key" onPress={leave}>
            {t('idle.leave')}
          </Key>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
