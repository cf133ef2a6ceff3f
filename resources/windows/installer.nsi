; The installer: per user, with no administrator's password, in Chinese.
;
; build.py defines VERSION, PROGRAM (the frozen program's folder), SOURCE, OUT, KILOBYTES, TARGET.
; Exit codes with /S: 0 done, 2 not this Windows, 3 PartyDesk is running, 4 files not written.
; Records lie in the user's data folder, never below $INSTDIR; nothing here touches them.

Unicode true
Target ${TARGET}
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif

!include MUI2.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include x64.nsh

!define NAME "支部工作台"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\PartyDesk"
!define OWN "Software\PartyDesk"
!define CLASSES "Software\Classes"
!define TYPE "PartyDesk.Copy"

Name "${NAME}"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\PartyDesk"
InstallDirRegKey HKCU "${OWN}" "InstallDir"
ManifestDPIAware true
BrandingText "${NAME} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME}安装程序"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "CompanyName" "PartyDesk"
VIAddVersionKey "LegalCopyright" "MIT"

!define MUI_ICON "${SOURCE}\resources\icons\partydesk.ico"
!define MUI_UNICON "${SOURCE}\resources\icons\partydesk.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SOURCE}\resources\windows\side.bmp"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TEXT "将为当前用户安装${NAME} ${VERSION}，不需要管理员密码。$\r$\n$\r$\n已经装过的会就地升级，记录原样保留。$\r$\n$\r$\n请先关闭正在运行的${NAME}。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\partydesk.exe"
!define MUI_FINISHPAGE_RUN_TEXT "打开${NAME}"
!define MUI_FINISHPAGE_TEXT "记录保存在本机用户的数据文件夹：$\r$\n$LOCALAPPDATA\PartyDesk"
!define MUI_UNCONFIRMPAGE_TEXT_TOP "将卸载${NAME}。您的记录和备份不会删除，仍在：$LOCALAPPDATA\PartyDesk"

!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; Windows lets nobody write to a program that runs: if the file cannot be opened for that, one of
; its windows (or a command) is open. Nothing is written.
!macro TRY_WRITING FILE
  ${If} ${FileExists} "${FILE}"
    ClearErrors
    FileOpen $0 "${FILE}" a
    ${If} ${Errors}
      StrCpy $1 "running"
    ${Else}
      FileClose $0
    ${EndIf}
  ${EndIf}
!macroend
!macro NOT_RUNNING PREFIX
Function ${PREFIX}NotRunning
  again:
  StrCpy $1 ""
  !insertmacro TRY_WRITING "$INSTDIR\partydesk.exe"
  !insertmacro TRY_WRITING "$INSTDIR\partydesk-cli.exe"
  ${If} $1 != ""
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME}正在运行。$\r$\n$\r$\n请先关闭它的窗口，再按“重试”。没有保存的输入会作为草稿留着。" /SD IDCANCEL IDRETRY again
    SetErrorLevel 3
    Quit
  ${EndIf}
FunctionEnd
!macroend
!insertmacro NOT_RUNNING ""
!insertmacro NOT_RUNNING "un."

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    MessageBox MB_OK|MB_ICONSTOP "${NAME}需要 64 位的 Windows 10 或 Windows 11，这台电脑上没有安装。" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

; Whatever was there before is put aside whole, so that no file of an old version stays behind,
; and comes back if the new one cannot be written.
!macro PUT_ASIDE NAMED
  ${If} ${FileExists} "$INSTDIR\${NAMED}"
    !insertmacro DROP_OLD "${NAMED}"
    ClearErrors
    Rename "$INSTDIR\${NAMED}" "$INSTDIR\${NAMED}.old"
    ${If} ${Errors}
      StrCpy $1 "kept"
    ${EndIf}
  ${EndIf}
!macroend
!macro BRING_BACK NAMED
  ${If} ${FileExists} "$INSTDIR\${NAMED}.old"
    RMDir /r "$INSTDIR\${NAMED}"
    Delete "$INSTDIR\${NAMED}"
    Rename "$INSTDIR\${NAMED}.old" "$INSTDIR\${NAMED}"
  ${EndIf}
!macroend
!macro DROP_OLD NAMED
  RMDir /r "$INSTDIR\${NAMED}.old"
  Delete "$INSTDIR\${NAMED}.old"
!macroend
!macro DROP NAMED
  !insertmacro DROP_OLD "${NAMED}"
  RMDir /r "$INSTDIR\${NAMED}"
  Delete "$INSTDIR\${NAMED}"
!macroend
!macro WITH_ALL DO
  !insertmacro ${DO} "_internal"
  !insertmacro ${DO} "partydesk.exe"
  !insertmacro ${DO} "partydesk-cli.exe"
!macroend

Section "${NAME}"
  Call NotRunning
  StrCpy $1 ""
  !insertmacro WITH_ALL PUT_ASIDE
  ${If} $1 != ""
    !insertmacro WITH_ALL BRING_BACK
    MessageBox MB_OK|MB_ICONSTOP "“$INSTDIR”里有文件正被别的程序使用，没有安装，原来的版本还在。请关闭${NAME}，稍等再试。" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}

  SetOutPath "$INSTDIR"
  SetOverwrite try
  ClearErrors
  File /r "${PROGRAM}\*.*"
  File /oname=LICENSE.txt "${SOURCE}\LICENSE"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    !insertmacro WITH_ALL BRING_BACK
    MessageBox MB_OK|MB_ICONSTOP "写不进“$INSTDIR”，没有装好。请看磁盘是否已满、杀毒软件是否拦住了，再装一次。记录没有动。" /SD IDOK
    SetErrorLevel 4
    Quit
  ${EndIf}
  !insertmacro WITH_ALL DROP_OLD

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\partydesk.exe"
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\partydesk.exe"

  WriteRegStr HKCU "${CLASSES}\.partydesk" "" "${TYPE}"
  WriteRegStr HKCU "${CLASSES}\${TYPE}" "" "${NAME}备份"
  WriteRegStr HKCU "${CLASSES}\${TYPE}\DefaultIcon" "" "$INSTDIR\partydesk.exe,0"
  WriteRegStr HKCU "${CLASSES}\${TYPE}\shell\open\command" "" '"$INSTDIR\partydesk.exe" "%1"'
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

  WriteRegStr HKCU "${OWN}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\partydesk.exe,0"
  WriteRegStr HKCU "${KEY}" "Publisher" "PartyDesk"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  Call un.NotRunning
  !insertmacro WITH_ALL DROP
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\uninstall.exe"
  ; Not with /r: whatever else somebody keeps there stays.
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"

  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  ReadRegStr $0 HKCU "${CLASSES}\.partydesk" ""
  ${If} $0 == "${TYPE}"
    DeleteRegKey HKCU "${CLASSES}\.partydesk"
  ${EndIf}
  DeleteRegKey HKCU "${CLASSES}\${TYPE}"
  DeleteRegKey HKCU "${KEY}"
  DeleteRegKey HKCU "${OWN}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  MessageBox MB_OK|MB_ICONINFORMATION "${NAME}已卸载。您的记录和备份没有删除，在：$\r$\n$\r$\n$LOCALAPPDATA\PartyDesk$\r$\n$\r$\n重新安装后会照常打开；确实不要了，请自己删除这个文件夹。" /SD IDOK
SectionEnd
