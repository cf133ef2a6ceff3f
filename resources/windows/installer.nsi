; The installer: per user, with no administrator's password, in Chinese.
;
; build.py defines VERSION, PROGRAM (the frozen program's folder), CONTENTS (the folder in it that is
; named by the version), SOURCE, OUT, KILOBYTES, TARGET.
; Exit codes with /S: 0 done, 2 not this Windows, 3 PartyDesk is running or a file is held open,
; 4 not written (disk full, or barred), 5 a newer version is there (/DOWNGRADE does it all the same).
; Whatever the code other than 0, and wherever a power cut ends it, the version of before works:
; the new contents are laid beside the old ones, and each program is then changed in one stroke.
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
!include FileFunc.nsh
!include WordFunc.nsh

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

; Every folder of a version's contents, also those that a power cut left; $5 is its name.
!macro EACH_CONTENTS DO
  FindFirst $4 $5 "$INSTDIR\partydesk-*"
  ${DoWhile} $5 != ""
    ${If} ${FileExists} "$INSTDIR\$5\*.*"
      !insertmacro ${DO}
    ${EndIf}
    FindNext $4 $5
  ${Loop}
  FindClose $4
!macroend
!macro DROP_OTHER
  ${If} $5 != "${CONTENTS}"
    RMDir /r "$INSTDIR\$5"
  ${EndIf}
!macroend
!macro DROP_EACH
  RMDir /r "$INSTDIR\$5"
!macroend

; Why nothing was installed: said, and told by the exit code.
!macro REFUSE CODE WORDS
  MessageBox MB_OK|MB_ICONSTOP "${WORDS}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    !insertmacro REFUSE 2 "${NAME}需要 64 位的 Windows，这台电脑上的是 32 位，没有安装。"
  ${EndIf}
  ${If} ${IsNativeARM64}
  ${AndIfNot} ${AtLeastBuild} 22000
    !insertmacro REFUSE 2 "这台电脑是 ARM 处理器，Windows 10 在它上面运行不了${NAME}，没有安装。升级到 Windows 11 后可以。"
  ${EndIf}
  ${IfNot} ${AtLeastBuild} 17763
    !insertmacro REFUSE 2 "${NAME}需要 Windows 10（1809，即 17763 号版本）或更新的 Windows，这台电脑上的更旧，没有安装。请先用“Windows 更新”升级。"
  ${EndIf}
  ReadRegStr $0 HKCU "${KEY}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 == 1
      ${GetParameters} $2
      ClearErrors
      ${GetOptions} $2 "/DOWNGRADE" $3
      ${If} ${Errors}
        MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "已经装着较新的 $0，这是旧的 ${VERSION}。$\r$\n$\r$\n较新版本打开过的记录，旧版本可能打不开。确实要换回旧版本吗？" /SD IDNO IDYES go_back
        SetErrorLevel 5
        Quit
        go_back:
      ${EndIf}
    ${EndIf}
  ${EndIf}
FunctionEnd

!define NEW "$INSTDIR\${CONTENTS}.new"
!define HERE "$INSTDIR\${CONTENTS}"

; Rename, replacing a file of that name, in one stroke. Programs against viruses hold new files for
; a moment: tried for ten seconds. $1 is empty when it was done.
!macro MOVE FROM TO
  StrCpy $2 0
  ${Do}
    System::Call 'kernel32::MoveFileExW(w "${FROM}", w "${TO}", i 9) i.r3'
    ${If} $3 != 0
      StrCpy $1 ""
      ${Break}
    ${EndIf}
    StrCpy $1 "held"
    IntOp $2 $2 + 1
    Sleep 250
  ${LoopUntil} $2 >= 40
!macroend

; What an installation that broke off left: parts of the new version; or, where it was putting a
; version in its own place, the contents of before under another name.
!macro CLEAR_UP
  RMDir /r "${NEW}"
  Delete "$INSTDIR\*.exe.new"
  Delete "$INSTDIR\*.txt.new"
  ${If} ${FileExists} "${HERE}.old\*.*"
    ${IfNot} ${FileExists} "${HERE}\*.*"
      Rename "${HERE}.old" "${HERE}"
    ${Else}
      RMDir /r "${HERE}.old"
    ${EndIf}
  ${EndIf}
!macroend

Function NotWritten
  SetOutPath "$TEMP"
  !insertmacro CLEAR_UP
  RMDir "$INSTDIR" ; only where it is empty: nothing was there before
  !insertmacro REFUSE 4 "写不进“$INSTDIR”，没有装好；原来装着的版本没有动，照常能用。$\r$\n$\r$\n请看磁盘是否已满、杀毒软件是否拦住了，再装一次。记录没有动。"
FunctionEnd

; A file that cannot be unpacked, on a full disk above all, ends the section: this is what follows.
Function .onInstFailed
  Call NotWritten
FunctionEnd

Function HeldOpen
  SetOutPath "$TEMP"
  !insertmacro CLEAR_UP
  !insertmacro REFUSE 3 "“$INSTDIR”里有文件正被别的程序使用，没有安装，原来的版本没有动。请关闭${NAME}，稍等再试。"
FunctionEnd

Section "${NAME}"
  Call NotRunning
  !insertmacro CLEAR_UP
  CreateDirectory "$INSTDIR"
  ; In megabytes: kilobytes of a large disk are more than a number here can be.
  ${GetRoot} "$INSTDIR" $0
  ${DriveSpace} "$0\" "/D=F /S=M" $1
  IntOp $2 ${KILOBYTES} / 1024
  ${If} $1 != ""
  ${AndIf} $1 <= $2
    Call NotWritten
  ${EndIf}

  ; The whole new version, beside what is there.
  SetOverwrite try
  ClearErrors
  SetOutPath "${NEW}"
  File /r "${PROGRAM}\${CONTENTS}\*.*"
  SetOutPath "$INSTDIR"
  File /oname=partydesk.exe.new "${PROGRAM}\partydesk.exe"
  File /oname=partydesk-cli.exe.new "${PROGRAM}\partydesk-cli.exe"
  File /oname=LICENSE.txt.new "${PROGRAM}\LICENSE.txt"
  File /oname=THIRD-PARTY.txt.new "${PROGRAM}\THIRD-PARTY.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe.new"
  ${If} ${Errors}
    Call NotWritten
  ${EndIf}

  ; Into its place. The programs of before go on working with their own contents until each is
  ; changed; only a version put in its own place has its contents changed under it.
  SetOutPath "$TEMP"
  StrCpy $1 ""
  ${If} ${FileExists} "${HERE}\*.*"
    !insertmacro MOVE "${HERE}" "${HERE}.old"
    ${If} $1 != ""
      Call HeldOpen
    ${EndIf}
  ${EndIf}
  !insertmacro MOVE "${NEW}" "${HERE}"
  ${If} $1 != ""
    Call HeldOpen
  ${EndIf}
  CopyFiles /SILENT "$INSTDIR\partydesk-cli.exe" "$INSTDIR\partydesk-cli.exe.old"
  !insertmacro MOVE "$INSTDIR\partydesk-cli.exe.new" "$INSTDIR\partydesk-cli.exe"
  ${If} $1 == ""
    !insertmacro MOVE "$INSTDIR\partydesk.exe.new" "$INSTDIR\partydesk.exe"
    ${If} $1 != ""
    ${AndIf} ${FileExists} "$INSTDIR\partydesk-cli.exe.old"
      !insertmacro MOVE "$INSTDIR\partydesk-cli.exe.old" "$INSTDIR\partydesk-cli.exe"
      StrCpy $1 "held"
    ${EndIf}
  ${EndIf}
  ${If} $1 != ""
    ${If} ${FileExists} "${HERE}.old\*.*"
      RMDir /r "${HERE}"
    ${EndIf}
    Delete "$INSTDIR\partydesk-cli.exe.old"
    Call HeldOpen
  ${EndIf}
  !insertmacro MOVE "$INSTDIR\uninstall.exe.new" "$INSTDIR\uninstall.exe"
  !insertmacro MOVE "$INSTDIR\LICENSE.txt.new" "$INSTDIR\LICENSE.txt"
  !insertmacro MOVE "$INSTDIR\THIRD-PARTY.txt.new" "$INSTDIR\THIRD-PARTY.txt"

  ; What only the version of before had.
  Delete "$INSTDIR\*.exe.old"
  RMDir /r "$INSTDIR\_internal"
  !insertmacro EACH_CONTENTS DROP_OTHER

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
  ; Before the programs: one that is there has its contents.
  Delete "$INSTDIR\partydesk.exe"
  Delete "$INSTDIR\partydesk-cli.exe"
  !insertmacro EACH_CONTENTS DROP_EACH
  Delete "$INSTDIR\*.exe.new"
  Delete "$INSTDIR\*.exe.old"
  Delete "$INSTDIR\*.txt.new"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\THIRD-PARTY.txt"
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
